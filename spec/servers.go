package spec

import (
	"fmt"
	"strings"
)

// resolveServers fills the engines' data with each service's names, for every environment.
func (r *resolver) resolveServers() {
	for _, s := range r.project.EngineServices() {
		r.checkFlags(s)
		for _, in := range s.In {
			in.Server = r.server(s, in.Environment)
		}
		s.Server = &Server{}
		if len(s.In) > 0 {
			s.Server = s.In[0].Server
		}
	}
	r.nameConsoles()
}

// checkFlags: some servers take options from files only.
func (r *resolver) checkFlags(s *Service) {
	raw := r.raw.Services[s.Name]
	if engine, known := r.engines[raw.Engine]; known && len(raw.Flags) > 0 && engine.Flag == "" {
		r.reportKey("DG118", child(s.Path, "flags"), fmt.Sprintf("%s takes no options on its command line", orElse(engine.Title, raw.Engine)), "remove it")
	}
}

// engineUser is who programs log in as in an environment; "" = the engine knows no users.
func (r *resolver) engineUser(raw rawService, engine rawEngine, e *Environment) string {
	in, _, special := likeValueWhere(r, e.Name, raw.In, func(in rawServiceIn) bool { return in.User != "" })
	switch {
	case special:
		return in.User
	case engine.User:
		return r.ownUser(raw)
	}
	return engine.Admin
}

// ownUser is the user that an engine's container makes.
func (r *resolver) ownUser(raw rawService) string {
	return orElse(raw.User, strings.ReplaceAll(r.project.Name, "-", "_"))
}

func (r *resolver) database(raw rawService, e *Environment) string {
	if in, _, ok := likeValueWhere(r, e.Name, raw.In, func(in rawServiceIn) bool { return in.Database != "" }); ok {
		return in.Database
	}
	return orElse(raw.Database, strings.ReplaceAll(r.project.Name, "-", "_"))
}

// password returns the setting that holds an engine's password, or nil.
func (r *resolver) password(named string, needed bool, own string) *Setting {
	if named == "" && !needed {
		return nil
	}
	if entry, ok := r.settings[orElse(named, own)]; ok {
		return entry.Setting
	}
	return nil
}

func (r *resolver) server(s *Service, e *Environment) *Server {
	raw := r.raw.Services[s.Name]
	engine, known := r.engines[raw.Engine]
	if !known {
		return &Server{} // reported; the rest of the spec is still judged
	}
	srv := &Server{
		Engine: raw.Engine, Title: orElse(engine.Title, raw.Engine), EngineKind: engine.Kind, Image: s.Image,
		Version: orElse(raw.Version, engine.Version), Data: engine.Data, Writable: engine.Writable, DirectIO: engine.DirectIO,
		Capabilities: engine.Capabilities, Persist: raw.Persist, PersistArgs: engine.PersistArgs,
		EphemeralArgs: engine.EphemeralArgs, Startup: duration(engine.Startup), PasswordHelp: engine.PasswordHelp,
		Password:     r.password(raw.Password, engine.User, variableName(s.Name)+"_PASSWORD"),
		RootPassword: r.password(raw.RootPassword, engine.Root, variableName(s.Name)+"_ROOT_PASSWORD"),
	}
	srv.User = r.engineUser(raw, engine, e)
	if engine.Databases {
		srv.Database = r.database(raw, e)
	}
	fill := r.serverText(s, srv)
	for _, name := range sortedKeys(engine.Env) {
		srv.Env = append(srv.Env, ServerVar{Name: name, File: engine.EnvFiles[name], Text: fill(engine.Env[name])})
	}
	srv.Command = r.serverCommand(raw, engine, srv, fill)
	srv.Health, srv.Shell, srv.Load = fill(engine.Health), fill(engine.Shell), fill(engine.Load)
	srv.Console = r.console(s, raw, engine, srv)
	return srv
}

// serverText returns a function that fills the placeholders of an engine's texts, as seen from its own container.
func (r *resolver) serverText(s *Service, srv *Server) func(string) ShellText {
	return func(text string) ShellText {
		return fillParts(text, map[string]Part{
			"user": {Text: srv.User}, "database": {Text: srv.Database}, "project": {Text: r.project.Name},
			"host": {Text: s.Name}, "service": {Text: s.Name}, "port": {Text: fmt.Sprint(s.Ports[0].Number)},
			"password": secretPart(srv.Password), "rootPassword": secretPart(srv.RootPassword),
		})
	}
}

func secretPart(s *Setting) Part {
	if s == nil {
		return Part{}
	}
	return Part{Secret: s, Ref: s.Var}
}

func (r *resolver) serverCommand(raw rawService, engine rawEngine, srv *Server, fill func(string) ShellText) []ServerArg {
	if len(engine.Command) == 0 && len(raw.Flags) == 0 {
		return nil
	}
	var args []ServerArg
	for _, a := range engine.Command {
		args = append(args, fill(a))
	}
	if srv.Password != nil {
		for _, a := range engine.PasswordArgs {
			args = append(args, fill(a))
		}
	}
	for _, name := range sortedKeys(raw.Flags) {
		for word := range strings.SplitSeq(engine.Flag, " ") {
			word = strings.NewReplacer("{name}", name, "{value}", raw.Flags[name]).Replace(word)
			args = append(args, ShellText{{Text: word}})
		}
	}
	return args
}

func (r *resolver) console(s *Service, raw rawService, engine rawEngine, srv *Server) *Console {
	if engine.Console == nil {
		if raw.Console != nil {
			r.reportKey("DG118", child(s.Path, "console"), fmt.Sprintf("%s has no web console", srv.Title), "remove it")
		}
		return nil
	}
	own := raw.Console
	if own == nil {
		own = &rawConsole{}
	}
	c := &Console{
		Title: engine.Console.Title, Image: orElse(own.Image, engine.Console.Image), Port: orElse(own.Port, engine.Console.Port),
		Publish: orElse(own.Publish, engine.Console.Publish), Health: engine.Console.Health,
	}
	env, fill := engine.Console.Env, r.serverText(s, srv)
	if srv.Password != nil && len(engine.Console.PasswordEnv) > 0 {
		env = engine.Console.PasswordEnv
	}
	for _, name := range sortedKeys(env) {
		c.Env = append(c.Env, ServerVar{Name: name, Text: fill(env[name])})
	}
	return c
}

// nameConsoles names the consoles after what they are (adminer), with the service's name where there are several of a
// kind. One that the engine's own container serves has the engine's name.
func (r *resolver) nameConsoles() {
	count := map[string]int{}
	for _, s := range r.project.EngineServices() {
		if c := s.Server.Console; c != nil && c.Image != "" {
			count[Slug(c.Title)]++
		}
	}
	for _, s := range r.project.EngineServices() {
		for _, in := range s.In {
			if c := in.Server.Console; c != nil {
				c.Name = Slug(c.Title)
				if count[c.Name] > 1 {
					c.Name += "-" + s.Name
				}
				if c.Image == "" {
					c.Name = s.Name
				}
			}
		}
	}
}

// placeConsoles moves consoles whose port nobody chose out of the way of what the project publishes, and of each other.
func (r *resolver) placeConsoles() {
	taken := map[int]bool{}
	for _, s := range r.project.Services {
		for _, in := range s.In {
			for _, p := range in.Publish {
				taken[p.Host] = taken[p.Host] || in.Environment.Stage == Development
			}
		}
	}
	for _, s := range r.project.EngineServices() {
		if s.Server.Console == nil || r.ownConsolePort(s) {
			continue
		}
		port := s.Server.Console.Publish
		for taken[port] {
			port++
		}
		taken[port] = true
		for _, in := range s.In {
			in.Server.Console.Publish = port
		}
	}
}

func (r *resolver) ownConsolePort(s *Service) bool {
	own := r.raw.Services[s.Name].Console
	return own != nil && own.Publish != 0
}

// fillParts splits a text at its placeholders ({name}) and fills them. A placeholder that is not known stays as text.
func fillParts(text string, values map[string]Part) []Part {
	var parts []Part
	literal := func(s string) {
		if s == "" {
			return
		}
		if n := len(parts); n > 0 && parts[n-1].Secret == nil {
			parts[n-1].Text += s
			return
		}
		parts = append(parts, Part{Text: s})
	}
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			literal(text)
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			literal(text)
			break
		}
		value, known := values[text[open+1:open+end]]
		switch {
		case !known:
			literal(text[:open+end+1])
		case value.Secret != nil:
			literal(text[:open])
			parts = append(parts, value)
		default:
			literal(text[:open] + value.Text)
		}
		text = text[open+end+1:]
	}
	return parts
}
