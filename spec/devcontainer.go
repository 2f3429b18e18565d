package spec

import (
	"slices"
	"strings"
)

// plainWorkspace is the image of a container to develop in where no stack has one, and the user in it.
const (
	plainWorkspace     = "mcr.microsoft.com/devcontainers/base:bookworm"
	plainWorkspaceUser = "vscode"
)

// dockerFeature lets people call the machine's Docker from inside. Debian's own packages of it are missing in some
// releases; those of Docker are in all.
var dockerFeature = Feature{
	Reference: "ghcr.io/devcontainers/features/docker-outside-of-docker:1.10.0",
	Options:   []Option{{Name: "moby", Kind: "bool", Text: "false"}},
}

// devcontainer resolves the container to develop in. A project that does not ask has none.
func (r *resolver) devcontainer(raw *rawDevcontainer) *Devcontainer {
	if raw == nil {
		return nil
	}
	if len(r.project.BuiltServices()) == 0 || r.project.EnvironmentFor(Development) == nil {
		r.reportKey("DG118", "editor.devcontainer", "there is nothing to develop: the project builds no service, or has no environment for development", "remove it, or add an environment:  environments: dev: runsOn: \"compose\"")
		return nil
	}
	d := &Devcontainer{Image: raw.Image, User: orElse(raw.User, plainWorkspaceUser), Features: []Feature{dockerFeature}}
	if raw.Image == "" {
		r.chooseImage(d, raw.User)
	}
	for _, s := range r.project.Stacks {
		d.Settings = append(d.Settings, r.editorSettings(s)...)
	}
	for _, f := range features(raw.Features, strings.NewReplacer()) {
		d.add(f)
	}
	slices.SortFunc(d.Features, func(a, b Feature) int { return strings.Compare(a.Reference, b.Reference) })
	slices.SortStableFunc(d.Settings, func(a, b Option) int { return strings.Compare(a.Name, b.Name) })
	d.Settings = slices.CompactFunc(d.Settings, func(a, b Option) bool { return a.Name == b.Name })
	return d
}

// chooseImage takes the image of the first stack that has one, and adds the languages of the others.
func (r *resolver) chooseImage(d *Devcontainer, user string) {
	for _, s := range r.project.Stacks {
		raw, fill := r.stacks[s.Name].Devcontainer, strings.NewReplacer("{version}", s.Version)
		if d.Image == "" && raw.Image != "" {
			d.Image, d.User = fill.Replace(raw.Image), orElse(user, orElse(raw.User, plainWorkspaceUser))
			continue
		}
		for _, f := range features(raw.Features, fill) {
			d.add(f)
		}
	}
	d.Image = orElse(d.Image, plainWorkspace)
}

// editorSettings fills the settings of a stack for the first service that is built with it.
func (r *resolver) editorSettings(s *Stack) []Option {
	i := slices.IndexFunc(r.project.BuiltServices(), func(b *Service) bool { return b.StackName == s.Name })
	service := r.project.BuiltServices()[i]
	fill := r.buildText(service, service.Build, r.stacks[s.Name])
	list := options(r.stacks[s.Name].Devcontainer.Settings, fill)
	return slices.DeleteFunc(list, func(o Option) bool { return o.Text == "" }) // of something that the service has not
}

// add adds a feature, or replaces it in another version.
func (d *Devcontainer) add(f Feature) {
	same := func(other Feature) bool { return other.name() == f.name() }
	d.Features = append(slices.DeleteFunc(d.Features, same), f)
}

// name is the reference without the version.
func (f Feature) name() string {
	name, _, _ := strings.Cut(f.Reference, "@")
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		return name[:i]
	}
	return name
}

func features(raw map[string]map[string]Scalar, fill *strings.Replacer) []Feature {
	var list []Feature
	for _, reference := range sortedKeys(raw) {
		list = append(list, Feature{Reference: reference, Options: options(raw[reference], fill)})
	}
	return list
}

func options(raw map[string]Scalar, fill *strings.Replacer) []Option {
	var list []Option
	for _, name := range sortedKeys(raw) {
		list = append(list, Option{Name: name, Kind: raw[name].Kind, Text: fill.Replace(raw[name].Text)})
	}
	return list
}
