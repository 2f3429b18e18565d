package docs

import (
	"fmt"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// developedHere reports whether the project has scripts that prepare a developer's machine, and so a page for what goes
// wrong with it.
func developedHere(p *spec.Project) bool {
	return p.HostEnvironment() != nil && len(p.BuiltServices()) > 0
}

// troubleshootingPage answers what goes wrong on a developer's machine, the first hour first. A heading is what people
// see, so that they find it by the words in front of them.
func troubleshootingPage(p *spec.Project, page *md.Page) {
	page.Heading(1, p.Title+": troubleshooting")
	page.Paragraph("What goes wrong on a developer's machine, by what you see. What is made by " + md.Code("./"+spec.SetupScript) + " can be made again: it overwrites nothing.")
	for _, section := range []func(*spec.Project, *md.Page){
		scriptsDoNotStart, dockerDoesNotAnswer, portIsTaken, containerIsUnhealthy, passwordIsRefused, settingDoesNotFit, programIsOld, startAfresh,
	} {
		section(p, page)
	}
	page.Paragraph("Every command: " + besides("quick reference", quickReference) + ". Every setting: " + besides("configuration", configuration) + ".")
}

func scriptsDoNotStart(_ *spec.Project, page *md.Page) {
	page.Heading(2, "A script does not start")
	page.List(
		"**Windows says that running scripts is disabled.** "+md.Code("Set-ExecutionPolicy -Scope CurrentUser -ExecutionPolicy RemoteSigned")+" allows your own; it is asked for once.",
		"**A shell speaks of "+md.Code(`\r`)+" or "+md.Code("^M")+", or finds no interpreter.** Git has given the files line ends of Windows. Commit or stash your work, then "+
			md.Code("git config core.autocrlf input")+", "+md.Code("git rm -r -q --cached .")+" and "+md.Code("git reset --hard")+" write them anew.",
		"**Permission denied.** The file has lost its mark as a program, as in a copy without git: "+md.Code("chmod +x scripts/*.sh")+".",
	)
}

func dockerDoesNotAnswer(p *spec.Project, page *md.Page) {
	if !usesCompose(p) {
		return
	}
	page.Heading(2, "Docker does not answer")
	page.List(
		"**It is not running.** Linux: "+md.Code("sudo systemctl start docker")+". macOS: "+md.Code("open -a Docker")+". Windows: start Docker Desktop and wait until it says that it runs.",
		"**Permission denied** on the socket, on Linux: "+md.Code("sudo usermod -aG docker $USER")+", then log out and in again.",
		"**"+md.Code("--wait")+" or "+md.Code("compose")+" is unknown.** Compose 2.24 or newer is needed: "+md.Code("docker compose version")+" tells yours.",
	)
}

func portIsTaken(p *spec.Project, page *md.Page) {
	ports := publishedPorts(p)
	if len(ports) == 0 {
		return
	}
	page.Heading(2, "A port is taken")
	page.Paragraph("Docker says " + md.Code("port is already allocated") + ", a program " + md.Code("address already in use") + ". Something else on this machine listens there, often another project: " +
		md.Code(fmt.Sprintf("lsof -i :%d", ports[0].number)) + " tells what, in PowerShell " + md.Code(fmt.Sprintf("Get-NetTCPConnection -LocalPort %d", ports[0].number)) +
		". Stop it, or take another port: change the number in " + md.Code(p.SpecFile) + " and run " + md.Code("devgen build") + ".")
	t := md.Table{Head: []string{"Port", "Of", "To change it, set"}}
	for _, port := range ports {
		t.Rows = append(t.Rows, []string{fmt.Sprint(port.number), md.Text(port.of), md.Code(port.field)})
	}
	page.Table(t)
	page.Paragraph("The address in " + md.Code(p.HostEnvironment().EnvFile) + " stays what it was: empty the connections that have the old port, and run " + md.Code("make env") + ".")
}

func containerIsUnhealthy(p *spec.Project, page *md.Page) {
	if p.TaskNamed("ps") == nil {
		return
	}
	page.Heading(2, "A container does not become healthy")
	page.Paragraph(md.Code("make ps") + " lists the containers with their health. The end of a container's log mostly says why:")
	t := md.Table{Head: []string{"Container", "Its log"}}
	for _, name := range containerNames(p) {
		t.Rows = append(t.Rows, []string{md.Text(name), md.Code("docker compose logs --tail 50 " + name)})
	}
	page.Table(t)
	page.Paragraph("A first start takes longest: images are fetched and databases made. On a small machine give Docker more memory and try again; nothing is lost by that.")
}

// passwordIsRefused: engines other than caches store the password that they are first started with, in their volume.
func passwordIsRefused(p *spec.Project, page *md.Page) {
	e := p.HostEnvironment()
	var secrets, names []string
	for _, s := range p.EngineServices() {
		if srv := s.Env(e).Server; srv != nil && !s.Env(e).Managed && srv.Persist && srv.Password != nil && srv.EngineKind != "cache" {
			secrets, names = append(secrets, md.Code(srv.Password.Var)), append(names, md.Text(s.Name))
		}
	}
	if len(names) == 0 {
		return
	}
	keeps := joinAnd(names) + " keeps the password that it was first started with, in its volume."
	if len(names) > 1 {
		keeps = joinAnd(names) + " keep the passwords that they were first started with, in their volumes."
	}
	page.Heading(2, "A password is refused")
	page.Paragraph(fmt.Sprintf("%s Once %s has another value, as in a file that has been made anew, nobody can log in with it.", keeps, strings.Join(secrets, " or ")))
	items := []string{"You still know the old password: put it back, empty the connections that it stands in, and run " + md.Code("make env") + ", which composes them again."}
	if p.TaskNamed("db-reset") != nil {
		items = append(items, "The data may go: "+md.Code("make db-reset")+" deletes the volumes and starts afresh with the new one.")
	}
	page.List(items...)
}

func settingDoesNotFit(p *spec.Project, page *md.Page) {
	if p.TaskNamed("env-check") == nil {
		return
	}
	file := md.Code(p.HostEnvironment().EnvFile)
	page.Heading(2, "A setting is missing or does not fit")
	page.List(
		md.Code("make env-check")+" names every variable in "+file+" that is missing or wrong, and what it may be. It shows no secret and changes nothing.",
		"**After a pull** the template may have variables that your file lacks. "+md.Code("make env")+" adds them and keeps what you have set; so do all commands that start something.",
		"**Kept, though its parts have changed:** a connection in your file does not have the password that stands beside it. Empty the connection and run "+md.Code("make env")+", unless you mean another server.",
		"**The right value stands there, and another one arrives.** A variable of your shell wins over the file in Docker Compose: "+md.Code("env | sort")+" lists yours, "+md.Code("unset NAME")+" takes one away.",
	)
}

func programIsOld(p *spec.Project, page *md.Page) {
	var items []string
	add := func(task, text string) {
		if p.TaskNamed(task) != nil {
			items = append(items, text)
		}
	}
	add("restore", "**Something cannot be found or resolved** after a pull: "+md.Code("make restore")+" fetches what the dependencies have come to be.")
	add("migrate", "**A table or column is missing:** "+md.Code("make migrate")+" brings the database up to date.")
	add("dev-docker", "**The container runs old code:** "+md.Code("make dev-docker")+" builds what has changed. If a base image or a cached layer is stale, "+md.Code("docker compose build --pull --no-cache")+" builds all of it.")
	add("clean", "**Old build output is in the way:** "+md.Code("make clean")+" removes it, and the containers, but no data.")
	if len(items) > 0 {
		page.Heading(2, "What runs is old").List(items...)
	}
}

func startAfresh(p *spec.Project, page *md.Page) {
	page.Heading(2, "Start afresh")
	text := "Nothing helped, or nobody knows any more what has been changed: move " + md.Code(p.HostEnvironment().EnvFile) + " away, "
	if p.TaskNamed("db-reset") != nil {
		text += "delete the data with " + md.Code("make db-reset") + ", "
	}
	page.Paragraph(text + "and run " + md.Code("./"+spec.SetupScript) + ", in PowerShell " + md.Code("./"+spec.SetupScriptPS) + ".")
}

// shortTroubleshooting answers what goes wrong most often in a line each, with commands that exist.
func shortTroubleshooting(p *spec.Project) []string {
	var items []string
	add := func(task, text string) {
		if p.TaskNamed(task) != nil {
			items = append(items, text)
		}
	}
	if ports := publishedPorts(p); len(ports) > 0 {
		var numbers []string
		for _, port := range ports {
			numbers = append(numbers, fmt.Sprintf("%d (%s)", port.number, md.Text(port.of)))
		}
		items = append(items, fmt.Sprintf("**A port is taken.** %s must be free. Stop what holds it, or change %s of the service in %s.", joinAnd(numbers), md.Code("publish"), md.Code(p.SpecFile)))
	}
	add("env-check", "**A variable is missing or does not fit.** `make env-check` names every one; `make env` adds to your file what the template has come to hold since.")
	add("logs", "**A container is not healthy.** `make ps` shows which one it is, `make logs` what it says.")
	add("db-reset", "**The data is beyond repair.** `make db-reset` deletes it and starts afresh.")
	return items
}

// port is one of a developer's machine that the project takes.
type port struct {
	number int
	of     string
	field  string // of the spec that says the number
}

// publishedPorts lists the ports of a developer's machine that the project takes.
func publishedPorts(p *spec.Project) []port {
	e := p.EnvironmentFor(spec.Development)
	if e == nil {
		return nil
	}
	var ports []port
	for _, s := range p.Services {
		for _, published := range s.Env(e).Publish {
			ports = append(ports, port{published.Host, s.Name, strings.Join([]string{s.Path, "publish", published.Name}, ".")})
		}
	}
	for _, c := range consoles(p) {
		ports = append(ports, port{c.Publish, c.Title, "services." + c.of + ".console.publish"})
	}
	return ports
}

func usesCompose(p *spec.Project) bool {
	for _, t := range p.Tasks {
		if callsCompose(t) {
			return true
		}
	}
	return false
}
