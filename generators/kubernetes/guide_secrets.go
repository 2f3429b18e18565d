package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/delivery"
	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

// secretsSection tells which Secrets there have to be, and makes them.
func (c *cluster) secretsSection(page *md.Page) {
	if !slices.ContainsFunc(c.overlays, func(o *overlay) bool { return len(o.secretRows()) > 0 }) {
		return
	}
	page.Heading(2, "Secrets")
	page.Paragraph("No secret stands in the repository. Each service has a Secret of its name, which has to be there before its pods are.")
	for _, o := range c.overlays {
		if rows := o.secretRows(); len(rows) > 0 {
			files := delivery.SecretFiles(c.project, o.env)
			page.Heading(3, "Secrets of "+o.env.Name)
			page.Table(md.Table{Head: []string{"Secret", "Key", "What it is"}, Rows: rows})
			page.Paragraph(o.secretsHelp(files))
			page.Fence("sh", o.secretCommands(files))
		}
	}
	if c.sharesSecretsFolder() {
		page.Paragraph("The folder holds the secrets of one environment at a time: move it away before you make those of another.")
	}
	page.Paragraph("The same commands change a secret. Programs read it when they start, so start them again: " +
		md.Code("kubectl rollout restart deployment --namespace "+c.overlays[len(c.overlays)-1].env.Namespace) + ".")
}

// sharesSecretsFolder reports whether the script would make secrets of several environments in one folder.
func (c *cluster) sharesSecretsFolder() bool {
	n := 0
	for _, o := range c.overlays {
		if len(delivery.SecretFiles(c.project, o.env)) > 0 {
			n++
		}
	}
	return n > 1
}

func (o *overlay) secretRows() [][]string {
	var rows [][]string
	for _, r := range o.instances() {
		for _, k := range r.secretKeys() {
			what := md.Text(k.setting.Help)
			if k.optional {
				what += " (optional)"
			}
			rows = append(rows, []string{md.Code(r.Name), md.Code(k.name), what})
		}
	}
	return rows
}

func (o *overlay) secretsHelp(files []delivery.SecretFile) string {
	script := md.Code(delivery.ScriptCall(o.env))
	if len(files) > 0 {
		return fmt.Sprintf("%s makes those that can be made, as files below %s; what others gave you goes there as well.", script, md.Code(spec.SecretsFolder+"/"))
	}
	return fmt.Sprintf("%s makes those that can be made, in %s; what others gave you goes there as well.", script, md.Code(o.env.EnvFile))
}

// secretCommands make the Secrets, or change them if they are there already.
func (o *overlay) secretCommands(files []delivery.SecretFile) string {
	lines := []string{delivery.ScriptCall(o.env)}
	var creations []string
	loads := false
	for _, r := range o.instances() {
		keys := r.secretKeys()
		if len(keys) == 0 {
			continue
		}
		words := []string{"kubectl create secret generic " + r.Name + " --namespace " + o.env.Namespace}
		for _, k := range keys {
			text, fromFile := o.secretSource(k, files)
			loads = loads || !fromFile
			words = append(words, "  "+text)
		}
		words = append(words, "  --dry-run=client --output=yaml | kubectl apply --filename -")
		creations = append(creations, strings.Join(words, " \\\n"))
	}
	if loads {
		lines = append(lines, "set -a; . ./"+o.env.EnvFile+"; set +a")
	}
	lines = append(lines, "kubectl apply --filename "+o.folder()+"/namespace.yaml")
	return strings.Join(append(lines, creations...), "\n")
}

// secretSource is the option that brings a key's value: the file that the script made, or else a variable.
func (o *overlay) secretSource(k secretKey, files []delivery.SecretFile) (option string, fromFile bool) {
	for _, f := range files {
		if f.Setting == k.setting && !f.FromVariable {
			return "--from-file=" + k.name + "=" + spec.SecretsFolder + "/" + f.Name, true
		}
	}
	parts := k.setting.In(o.env).Parts
	if !k.setting.In(o.env).Composed() {
		parts = []spec.Part{{Secret: k.setting}}
	}
	option = "--from-literal=" + k.name + "="
	for _, p := range parts {
		if p.Secret != nil {
			option += `"$` + p.Secret.Var + `"`
		} else {
			option += shell.Quote(p.Text)
		}
	}
	return option, false
}
