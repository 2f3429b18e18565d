package kubernetes

import (
	"time"

	"devgen.dev/devgen/generators/internal/yaml"
)

// jobDeadline ends a scheduled job that hangs: until then, no later one starts.
const jobDeadline = 6 * time.Hour

// cronJob runs a built service at its times.
func (r *instance) cronJob() document {
	if r.Schedule == "" {
		return document{}
	}
	w := r.program()
	w.restart = "Never"
	job := yaml.NewMap().
		Set("backoffLimit", 2).
		Comment("One that hangs would hold up all later ones.").
		Set("activeDeadlineSeconds", seconds(jobDeadline)).
		Set("ttlSecondsAfterFinished", seconds(week)).
		Set("template", w.template())
	body := yaml.NewMap().
		Set("schedule", yaml.Quoted(r.Schedule)).
		Set("timeZone", "Etc/UTC").
		Set("concurrencyPolicy", "Forbid").
		Set("startingDeadlineSeconds", 300).
		Set("successfulJobsHistoryLimit", 3).
		Set("failedJobsHistoryLimit", 3).
		Set("jobTemplate", yaml.NewMap().Set("spec", job))
	return document{about: r.about(), objects: []*yaml.Map{object("batch/v1", "CronJob", r.Name, r.identity()).Set("spec", body)}}
}

const (
	day  = 24 * time.Hour
	week = 7 * day
)
