package spec

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// settingEntry is a setting on its way from raw to resolved.
type settingEntry struct {
	*Setting
	raw       rawSetting
	variables map[Stage]string // a stack's variable: its value by stage
}

var capitals = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

func (r *resolver) resolveSettings() {
	r.groups = map[string]*Group{}
	r.settings, r.folded = map[string]*settingEntry{}, map[string]*settingEntry{}
	r.sharedSettings()
	for _, s := range r.project.Services {
		r.ownSettings(s)
	}
	for _, s := range r.project.Services {
		r.passwordSettings(s)
	}
	for _, st := range r.project.Stacks {
		r.stackSettings(st)
	}
	r.assignReaders()
	r.dropEmptyGroups()
}

func (r *resolver) group(name, title, help string) *Group {
	if g, ok := r.groups[name]; ok {
		return g
	}
	g := &Group{Name: name, Title: title, Help: help}
	r.groups[name] = g
	r.project.Groups = append(r.project.Groups, g)
	return g
}

func (r *resolver) dropEmptyGroups() {
	for _, g := range r.project.Groups {
		slices.SortFunc(g.Settings, func(a, b *Setting) int { return strings.Compare(a.Var, b.Var) })
	}
	r.project.Groups = slices.DeleteFunc(r.project.Groups, func(g *Group) bool { return len(g.Settings) == 0 })
}

// sharedSettings takes the groups of the spec's top level.
func (r *resolver) sharedSettings() {
	serviceNames := sortedKeys(r.services)
	for _, name := range sortedKeys(r.raw.Settings) {
		meta := r.raw.Groups[name]
		g := r.group(name, orElse(meta.Title, words(name)), meta.Help)
		readers := r.readersOf(name, meta, serviceNames)
		for _, key := range sortedKeys(r.raw.Settings[name]) {
			raw := r.raw.Settings[name][key]
			entry := r.newSetting(g, child(child("settings", name), key), raw, sharedVariable(name, key, raw), sharedKey(name, key, raw))
			r.addSetting(g, entry, readers)
		}
	}
	for _, name := range sortedKeys(r.raw.Groups) {
		if _, ok := r.raw.Settings[name]; !ok {
			r.unknownKey("DG113", child("groups", name), "group of settings", name, sortedKeys(r.raw.Settings), "settings")
		}
	}
}

// readersOf returns the services that read a group: those it names, else every built one.
func (r *resolver) readersOf(group string, meta rawGroup, names []string) []*Service {
	if meta.Services == nil {
		return r.project.BuiltServices()
	}
	var readers []*Service
	for i, name := range *meta.Services {
		path := fmt.Sprintf("%s[%d]", child(child("groups", group), "services"), i)
		switch s := r.services[name]; {
		case s == nil:
			r.unknown("DG110", path, "service", name, names, "services")
		case s.Kind != Built:
			r.report("DG110", path, fmt.Sprintf("%q is not built here, so it reads no settings", name), "name a service with a stack")
		default:
			readers = append(readers, s)
		}
	}
	return readers
}

func sharedVariable(group, name string, raw rawSetting) string {
	switch {
	case raw.Var != "":
		return raw.Var
	case raw.Key != "":
		return strings.NewReplacer(":", "__", ".", "__", "-", "_").Replace(raw.Key)
	case capitals.MatchString(name):
		return name
	}
	return group + "__" + name
}

func sharedKey(group, name string, raw rawSetting) string {
	switch {
	case raw.Key != "":
		return raw.Key
	case capitals.MatchString(name):
		return name
	}
	return group + ":" + name
}

// ownSettings takes the settings that one service declares for itself.
func (r *resolver) ownSettings(s *Service) {
	raws := r.raw.Services[s.Name].Settings
	if len(raws) == 0 {
		return
	}
	g := r.group(s.Name, words(s.Name), "")
	for _, name := range sortedKeys(raws) {
		raw := raws[name]
		variable := orElse(raw.Var, strings.NewReplacer(":", "__", ".", "__", "-", "_").Replace(raw.Key), name)
		key := orElse(raw.Key, strings.ReplaceAll(name, "__", ":"))
		r.addSetting(g, r.newSetting(g, child(child(s.Path, "settings"), name), raw, variable, key), []*Service{s})
	}
}

func (r *resolver) newSetting(g *Group, path string, raw rawSetting, variable, key string) *settingEntry {
	s := &Setting{
		Var: variable, Key: key, Group: g.Name, Help: raw.Help, Type: settingType(raw), OneOf: raw.OneOf,
		Min: raw.Min.text(), Max: raw.Max.text(), Pattern: raw.Pattern, Default: raw.Default.text(),
		Secret: raw.Secret, Generate: raw.Generate, Rotate: raw.Rotate, Windows: raw.Windows, Volume: raw.Volume,
		From: raw.From, Origin: FromSpec, Place: path,
	}
	if raw.MinLength != nil {
		s.MinLength = *raw.MinLength
	}
	s.Required = boolOr(raw.Required, raw.Default == nil && raw.Volume == "")
	s.Provider = r.provider(path, raw)
	if s.Generate == "" && s.Secret && s.Provider == nil && s.MinLength > 0 && s.Pattern == "" && len(s.OneOf) == 0 {
		s.Generate = fmt.Sprintf("openssl rand -base64 %d", max(32, s.MinLength))
	}
	s.Help = orElse(s.Help, defaultSettingHelp(s, raw))
	return &settingEntry{Setting: s, raw: raw}
}

// provider follows `from`.
func (r *resolver) provider(path string, raw rawSetting) *Service {
	if raw.From == "" {
		return nil
	}
	s, ok := r.services[raw.From]
	if !ok {
		r.unknown("DG110", child(path, "from"), "service", raw.From, sortedKeys(r.services), "services")
		return nil
	}
	if s.Kind == Built && len(s.Ports) == 0 {
		r.report("DG115", child(path, "from"), fmt.Sprintf("%q listens on no port, so nothing leads to it", raw.From), "add  ports: http: 8080  to it")
	}
	return s
}

func defaultSettingHelp(s *Setting, raw rawSetting) string {
	if s.Provider == nil {
		return sentence(words(lastWord(s.Key)))
	}
	field := orElse(raw.Field, "url")
	if field == "url" {
		return fmt.Sprintf("Connection to %s (%s)", s.Provider.Name, s.Provider.Help)
	}
	return fmt.Sprintf("%s of %s (%s)", sentence(field), s.Provider.Name, s.Provider.Help)
}

func lastWord(key string) string { return key[strings.LastIndexAny(key, ":.")+1:] }

func settingType(raw rawSetting) Type {
	switch {
	case raw.Type != "":
		return Type(raw.Type)
	case raw.Volume != "" || raw.Windows != "":
		return Path
	case raw.Default != nil && raw.Default.Kind == "bool":
		return Bool
	case raw.Default != nil && raw.Default.Kind == "number" && strings.ContainsAny(raw.Default.Text, ".eE"):
		return Number
	case raw.Default != nil && raw.Default.Kind == "number":
		return Int
	}
	return String
}

// addSetting gives a variable its owner. Two services may declare the same variable if they say the same of it; any
// other second declaration is a clash.
func (r *resolver) addSetting(g *Group, entry *settingEntry, readers []*Service) {
	if first, ok := r.settings[entry.Var]; ok {
		if !reflect.DeepEqual(first.raw, entry.raw) {
			p := r.reportKey("DG122", entry.Place, fmt.Sprintf("variable %s has two owners that say different things of it", entry.Var),
				"keep one of them, or give one another name with  var:")
			p.relate(r.doc.LocateKey(first.Place), first.Place, "the other one")
			return
		}
		first.addReaders(readers)
		return
	}
	if twin, ok := r.folded[strings.ToLower(entry.Var)]; ok {
		p := r.reportKey("DG122", entry.Place, fmt.Sprintf("variables %s and %s differ only in case, which Windows does not see", twin.Var, entry.Var), "rename one of them")
		p.relate(r.doc.LocateKey(twin.Place), twin.Place, "the other one")
	}
	r.settings[entry.Var], r.folded[strings.ToLower(entry.Var)] = entry, entry
	g.Settings = append(g.Settings, entry.Setting)
	entry.addReaders(readers)
}

func (s *Setting) addReaders(readers []*Service) {
	for _, reader := range readers {
		if !slices.Contains(s.Services, reader) {
			s.Services = append(s.Services, reader)
		}
	}
}

// passwordSettings finds the secrets of an engine, and makes those that it needs and the spec does not name.
func (r *resolver) passwordSettings(s *Service) {
	if s.Kind != Engine {
		return
	}
	raw := r.raw.Services[s.Name]
	engine := r.engines[raw.Engine] // of an unknown one, which is reported, only the settings that it names are known
	r.passwordSetting(s, child(s.Path, "password"), raw.Password, engine.User, variableName(s.Name)+"_PASSWORD",
		fmt.Sprintf("Password of user %s of %s (%s)", r.ownUser(raw), s.Name, engine.Title))
	r.passwordSetting(s, child(s.Path, "rootPassword"), raw.RootPassword, engine.Root, variableName(s.Name)+"_ROOT_PASSWORD",
		fmt.Sprintf("Password of the administrator of %s (%s)", s.Name, engine.Title))
}

func (r *resolver) passwordSetting(s *Service, path, variable string, needed bool, own, help string) {
	if variable == "" && !needed {
		return
	}
	if variable == "" {
		title := s.Name
		if engine := r.engines[r.raw.Services[s.Name].Engine].Title; !strings.EqualFold(engine, s.Name) {
			title += " (" + engine + ")"
		}
		g := r.group(s.Name, title, "")
		entry := &settingEntry{Setting: &Setting{
			Var: own, Key: own, Group: g.Name, Help: help, Type: String, Secret: true, Required: true,
			Generate: orElse(r.engines[r.raw.Services[s.Name].Engine].Generate, "openssl rand -hex 24"), Origin: FromEngine, Place: s.Path,
		}, raw: rawSetting{Secret: true}}
		r.addSetting(g, entry, []*Service{s})
		return
	}
	entry, ok := r.settings[variable]
	if !ok {
		r.unknown("DG113", path, "setting", variable, sortedKeys(r.settings), "")
		return
	}
	if !entry.Secret {
		r.report("DG401", path, fmt.Sprintf("%s is a password, but the setting is not marked as a secret", variable), "add  secret: true  to the setting")
	}
	entry.addReaders([]*Service{s})
}

// stackSettings adds the variables that a stack brings, unless the spec has its own idea of them.
func (r *resolver) stackSettings(st *Stack) {
	raws := r.stacks[st.Name].Variables
	if len(raws) == 0 || len(st.Services) == 0 {
		return
	}
	g := r.group("runtime", "Runtime", "")
	for _, name := range sortedKeys(raws) {
		if _, ok := r.settings[name]; ok {
			continue
		}
		raw := raws[name]
		entry := &settingEntry{
			Setting:   &Setting{Var: name, Key: name, Group: g.Name, Help: raw.Help, Type: String, Default: raw.Production, Origin: FromStack, Place: child("stacks", st.Name)},
			variables: map[Stage]string{Development: raw.Development, Test: raw.Test, Production: raw.Production},
		}
		r.addSetting(g, entry, st.Services)
	}
}

// assignReaders gives each service the settings that it reads, in the order of the groups, and its fixed variables.
func (r *resolver) assignReaders() {
	for _, s := range r.project.Services {
		if s.Stack != nil && s.Stack.PortVariable != "" && len(s.Ports) > 0 {
			if _, own := r.settings[s.Stack.PortVariable]; !own {
				s.Fixed = []Pair{{Name: s.Stack.PortVariable, Value: fmt.Sprint(s.Ports[0].Number)}}
			}
		}
	}
	for _, g := range r.project.Groups {
		slices.SortFunc(g.Settings, func(a, b *Setting) int { return strings.Compare(a.Var, b.Var) })
		for _, setting := range g.Settings {
			r.assignReader(setting)
		}
	}
}

func (r *resolver) assignReader(setting *Setting) {
	slices.SortFunc(setting.Services, r.byOrder)
	for _, s := range setting.Services {
		setting.Readers = append(setting.Readers, s.Name)
		s.Settings = append(s.Settings, setting)
		s.Reads = append(s.Reads, setting.Var)
	}
	if len(setting.Services) == 0 {
		r.reportKey("DG133", setting.Place, fmt.Sprintf("no service reads %s", setting.Var),
			fmt.Sprintf("remove it, or name its readers in  groups: %s: services: […]", setting.Group))
	}
}

// words splits a name into words: JwtSettings becomes "Jwt Settings", my_db "my db".
func words(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, c := range runes {
		switch {
		case c == '_' || c == '-':
			c = ' '
		case i > 0 && unicode.IsUpper(c) && unicode.IsLower(runes[i-1]):
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// acronyms keep their capitals in sentences.
var acronyms = map[string]bool{"API": true, "CORS": true, "CPU": true, "DB": true, "DNS": true, "DSN": true, "GB": true, "HTTP": true,
	"HTTPS": true, "ID": true, "IP": true, "JSON": true, "JWT": true, "MB": true, "SMTP": true, "SQL": true, "TLS": true, "UI": true,
	"URI": true, "URL": true, "YAML": true}

// sentence writes words as the beginning of a sentence: LOG LEVEL becomes "Log level", Api URL "Api URL".
func sentence(text string) string {
	fields := strings.Fields(text)
	for i, f := range fields {
		if !acronyms[f] && (i > 0 || f == strings.ToUpper(f)) {
			fields[i] = strings.ToLower(f)
		}
	}
	text = strings.Join(fields, " ")
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
