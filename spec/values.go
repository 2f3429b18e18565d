package spec

import (
	"fmt"
	"strings"
)

// resolveValues answers, once, which value every setting has in every environment and where it comes from.
func (r *resolver) resolveValues() {
	for _, g := range r.project.Groups {
		for _, s := range g.Settings {
			r.checkSetting(r.settings[s.Var])
			for i, e := range r.project.Environments {
				v := r.value(r.settings[s.Var], i, e)
				v.Environment = e.Name
				s.Values = append(s.Values, v)
				s.Secret = s.Secret || v.Composed()
			}
		}
	}
}

func text(s string) []Part { return []Part{{Text: s}} }

func (r *resolver) value(entry *settingEntry, i int, e *Environment) Value {
	raw := entry.raw
	if entry.variables != nil {
		return Value{Source: SourceStack, Parts: text(entry.variables[e.Stage])}
	}
	if v, name, ok := likeValue(r, e.Name, raw.In); ok && !entry.Secret {
		return Value{Source: inSource(name, e), Via: name, Parts: text(v.Text)}
	}
	if entry.Provider != nil {
		return Value{Source: SourceConnection, Via: entry.Provider.Name, Parts: r.connection(entry, entry.Provider.In[i])}
	}
	if raw.Volume != "" && e.RunsOn != Host {
		if path := volumePath(entry.Services, raw.Volume); path != "" {
			return Value{Source: SourceVolume, Via: raw.Volume, Parts: text(path)}
		}
	}
	switch {
	case entry.Secret && raw.Sample != nil && e.Stage != Production:
		return Value{Source: SourceSample, Parts: text(*raw.Sample)}
	case entry.Secret:
		return Value{Source: SourceSecret}
	case raw.Default != nil:
		return Value{Source: SourceDefault, Parts: text(raw.Default.Text)}
	}
	return Value{Source: SourceUnset}
}

func inSource(name string, e *Environment) ValueSource {
	if name == e.Name {
		return SourceIn
	}
	return SourceLike
}

func volumePath(readers []*Service, volume string) string {
	for _, s := range readers {
		for _, v := range s.Volumes {
			if v.Name == volume {
				return v.Path
			}
		}
	}
	return ""
}

// connection composes what leads to a provider: its address, or its URL in the form that the reader's drivers want.
func (r *resolver) connection(entry *settingEntry, in *ServiceIn) []Part {
	provider := entry.Provider
	switch entry.raw.Field {
	case "host":
		return text(in.Address.Host)
	case "port":
		return text(fmt.Sprint(in.Address.Port))
	}
	switch provider.Kind {
	case External:
		return text(provider.URL)
	case Built:
		return r.builtConnection(entry, in)
	}
	if in.Server == nil || in.Server.Engine == "" {
		return nil // its engine is unknown: reported
	}
	return r.engineConnection(entry, in)
}

func (r *resolver) builtConnection(entry *settingEntry, in *ServiceIn) []Part {
	if entry.raw.Form == "hostport" {
		return text(fmt.Sprintf("%s:%d", in.Address.Host, in.Address.Port))
	}
	return text(fmt.Sprintf("http://%s:%d", in.Address.Host, in.Address.Port))
}

func (r *resolver) engineConnection(entry *settingEntry, in *ServiceIn) []Part {
	srv := in.Server
	switch entry.raw.Field {
	case "user":
		return text(srv.User)
	case "database":
		return text(srv.Database)
	case "password":
		if srv.Password == nil {
			return nil
		}
		return []Part{secretPart(srv.Password)}
	}
	engine := r.engines[srv.Engine]
	return fillParts(r.connectionForm(entry, in, engine), map[string]Part{
		"user": {Text: srv.User}, "database": {Text: srv.Database}, "host": {Text: in.Address.Host},
		"port": {Text: fmt.Sprint(in.Address.Port)}, "project": {Text: r.project.Name},
		"service": {Text: entry.Provider.Name}, "password": secretPart(srv.Password), "rootPassword": secretPart(srv.RootPassword),
	})
}

// connectionForm picks the text of the connection: the form that the setting asks for, else the one of its first
// reader's stack.
func (r *resolver) connectionForm(entry *settingEntry, in *ServiceIn, engine rawEngine) string {
	form := entry.raw.Form
	if form == "" && len(entry.Services) > 0 {
		form = r.stacks[entry.Services[0].StackName].Connection
	}
	form = orElse(form, "url")
	if form == "hostport" {
		return "{host}:{port}"
	}
	forms := engine.forms(in)
	if t, ok := forms[form]; ok {
		return t
	}
	r.report("DG126", child(entry.Place, "form"), fmt.Sprintf("%s has no connection of the form %q", in.Server.Title, form),
		"one of: "+strings.Join(sortedKeys(forms), ", "))
	r.broken[child(entry.Place, "form")] = true
	return ""
}

// forms returns the connections to an engine by form: without a password, to somebody else's server, or to a container.
func (e rawEngine) forms(in *ServiceIn) map[string]string {
	switch {
	case in.Server.Password == nil && len(e.OpenConnections) > 0:
		return e.OpenConnections
	case in.Managed && len(e.ManagedConnections) > 0:
		return e.ManagedConnections
	}
	return e.Connections
}
