package kubernetes

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"devgen.dev/devgen/generators/internal/yaml"
)

// migrationDeadline is the time in which migrations have to be done, retries included.
const migrationDeadline = 30 * time.Minute

// migration is the Job that brings the database of a service up to date, with an account and a policy of its own: all
// that it takes can be applied before the new version is.
func (r *instance) migration() document {
	if r.Migrations == nil {
		return document{}
	}
	id := identity{name: r.MigrationName(), component: migration, project: r.cluster.project.Name}
	objects := []*yaml.Map{account(id)}
	if policy := policy(id, nil, r.egress(enginesOf(r.reaches))); policy != nil {
		objects = append(objects, policy)
	}
	return document{
		about: "Database migrations of " + r.Name + ". A Job cannot be changed once it exists, so the overlays give each\n" +
			"version, and each change of its settings, a name of its own. It has to be safe to run twice.",
		objects: append(objects, r.migrationJob(id)),
	}
}

func (r *instance) migrationJob(id identity) *yaml.Map {
	w := r.code(id, r.MigrationImage())
	w.restart, w.grace = "Never", r.StopGrace
	w.resources = amounts(r.in.Resources, w.volumes)
	if r.ownConnections() {
		r.addSecrets(w.env)
	}
	body := yaml.NewMap().
		Comment("The database may still be starting.").
		Set("backoffLimit", 6).
		Set("activeDeadlineSeconds", seconds(migrationDeadline)).
		Set("ttlSecondsAfterFinished", seconds(day)).
		Set("template", w.template())
	return object("batch/v1", "Job", id.name, id).Set("spec", body)
}

// renamed is the patch that names the Job of a migration after what it runs and with what.
func (r *instance) renamed() *yaml.Map {
	name := r.MigrationName()
	return yaml.NewMap().
		Set("target", yaml.NewMap().Set("kind", "Job").Set("name", name)).
		Set("patch", yaml.Block("- op: replace\n  path: /metadata/name\n  value: "+name+"-"+r.migrationDigest())).
		Set("options", yaml.NewMap().Set("allowNameChange", true))
}

// migrationDigest changes with everything that the Job's pod is made of.
func (r *instance) migrationDigest() string {
	h := sha256.New()
	h.Write(yaml.Stream("", r.migration().objects...))
	h.Write([]byte(r.env.Version))
	for _, e := range r.configuration() {
		h.Write([]byte("\x00" + e.setting.Var + "=" + e.text))
	}
	return hex.EncodeToString(h.Sum(nil))[:8]
}
