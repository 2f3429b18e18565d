package spec

import (
	"fmt"
	"slices"
	"strings"
)

// migrationTasks are migrate, and migration where a stack can write one.
func migrationTasks(p *Project) []*Task {
	e := p.onHost()
	var migrate []Step
	var tasks []*Task
	for _, s := range p.BuiltServices() {
		if s.Migrations == nil || e == nil {
			continue
		}
		tools := s.migrationTools()
		migrate = append(append(migrate, tools...), s.migrationStep(s.Migrations.Run, e))
		if s.Build.Commands.Migration != "" {
			tasks = append(tasks, &Task{
				Name: "migration-" + s.Name, Group: groupDatabase, Origin: FromStack, Args: []string{"NAME"},
				Help:  "Add a migration of " + s.Name,
				Steps: append(tools, s.migrationStep(s.Build.Commands.Migration, e)),
			})
		}
	}
	if len(tasks) == 1 {
		tasks[0].Name = "migration"
	}
	if len(migrate) == 0 {
		return nil
	}
	apply := &Task{Name: "migrate", Group: groupDatabase, Help: "Apply the database migrations", Steps: append(calls("env", "up"), migrate...), Origin: FromStack}
	return append([]*Task{apply}, tasks...)
}

// migrationTools installs what the commands of migrations call.
func (s *Service) migrationTools() []Step {
	if s.Build.Commands.Tools == "" {
		return nil
	}
	return []Step{s.step(s.Build.Commands.Tools)}
}

func (s *Service) migrationStep(command string, e *Environment) Step {
	step := s.step(command)
	step.Env = e
	return step
}

// inContainer is an engine's command as its container runs it: secrets in it are the container's own variables, so it
// takes a shell to run it.
func inContainer(server *Server, text ShellText) []string {
	command := text.Text(func(s *Setting) string { return "$" + server.variableOf(s) })
	words := strings.Fields(command)
	if strings.ContainsAny(command, "$'\"\\`|<>&;*?") || strings.Contains(words[0], "=") {
		return []string{"sh", "-c", command}
	}
	return words
}

// variableOf returns the variable of the engine's container that holds a secret.
func (s *Server) variableOf(secret *Setting) string {
	for _, v := range s.Env {
		if len(v.Text) == 1 && v.Text[0].Secret == secret {
			return v.Name
		}
	}
	return secret.Var
}

// shellTasks open an engine's own client.
func shellTasks(p *Project) []*Task {
	e := p.EnvironmentFor(Development)
	var tasks []*Task
	for _, s := range p.contained(e) {
		server := s.Env(e).Server
		if len(server.Shell) == 0 {
			continue
		}
		tasks = append(tasks, &Task{
			Name: s.Name + "-shell", Group: groupDatabase, Origin: FromEngine,
			Help:  fmt.Sprintf("Open a %s prompt on %s", server.Title, s.Name),
			Steps: append(calls("up"), Step{Compose: &ComposeStep{Args: append([]string{"exec", s.Name}, inContainer(server, server.Shell)...)}}),
		})
	}
	return tasks
}

// resetTask throws local data away and makes it anew.
func resetTask(p *Project) []*Task {
	engines := p.contained(p.EnvironmentFor(Development))
	if len(engines) == 0 {
		return nil
	}
	down := Step{Compose: &ComposeStep{Profile: p.consoleProfile(p.EnvironmentFor(Development)), Args: downArgs(true)}}
	return []*Task{{
		Name: "db-reset", Group: groupDatabase, Confirm: true, Origin: FromEngine,
		Help:  "Delete all local volumes, with the data of " + enumerate(serviceNames(engines)) + ", and start afresh",
		Steps: append([]Step{down}, calls("up", "migrate", "seed")...),
	}}
}

// rehearsalTasks run the production stack on one machine, with its own variables and secrets.
func rehearsalTasks(p *Project) []*Task {
	e := p.EnvironmentFor(Production)
	if e == nil {
		return nil
	}
	t := func(name, help string, steps ...Step) *Task {
		return &Task{Name: name, Group: groupProduction, Help: help, Steps: steps, Origin: FromStack}
	}
	compose := func(args ...string) Step {
		return Step{Compose: &ComposeStep{Files: []string{ComposeProd}, EnvFile: e.EnvFile, Args: args}}
	}
	up := t("prod-up", "Run the production stack on this machine", envStep(e), compose("up", "--build", "--detach", "--wait"))
	if managed := p.managed(e); len(managed) > 0 {
		// What looks like a rehearsal would work on the real data, and migrate it.
		up.Help += ", against the managed " + enumerate(serviceNames(managed)) + " of " + e.Name
		up.Confirm = true
	}
	return []*Task{
		up,
		t("prod-down", "Stop the production stack, keep its data", compose(downArgs(false)...)),
		t("prod-logs", "Follow the logs of the production stack", compose("logs", "--follow", "--tail", "100")),
	}
}

// managed returns the engines that an environment has elsewhere.
func (p *Project) managed(e *Environment) []*Service {
	return slices.DeleteFunc(p.EngineServices(), func(s *Service) bool { return !s.Env(e).Managed })
}

// kubernetesTasks show, compare and apply the manifests of every environment that runs there.
func kubernetesTasks(p *Project) []*Task {
	var tasks []*Task
	for _, e := range p.Environments {
		if e.RunsOn == Kubernetes {
			tasks = append(tasks, p.clusterTasks(e)...)
		}
	}
	return tasks
}

func (p *Project) clusterTasks(e *Environment) []*Task {
	overlay := Overlays + "/" + e.Name
	t := func(name, help string, steps ...Step) *Task {
		return &Task{Name: name + e.Name, Group: groupKubernetes, Help: help, Steps: steps, Origin: FromStack}
	}
	// kubectl diff ends with 1 where there are differences: that is no failure.
	diff := Step{
		Posix: "kubectl diff --kustomize " + overlay + " || test $? -eq 1",
		Pwsh:  "kubectl diff --kustomize " + overlay + "; if ($LASTEXITCODE -eq 1) { Set-Variable -Scope Global -Name LASTEXITCODE -Value 0 }",
	}
	deploy := t("deploy-", "Apply the manifests of "+e.Name+" and wait until they run")
	deploy.Confirm = true
	for _, command := range p.DeployCommands(e) {
		deploy.Steps = append(deploy.Steps, Step{Run: command})
	}
	return []*Task{
		t("k8s-render-", "Print the manifests of "+e.Name, Step{Run: "kubectl kustomize " + overlay}),
		t("k8s-diff-", "Show what a deployment to "+e.Name+" would change", diff),
		deploy,
	}
}

// Label by which deployments tell the parts of the project, and its values for what the project builds; those of
// engines are what the engine is: database, cache, queue, storage.
// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
const (
	ComponentLabel     = "app.kubernetes.io/component"
	ComponentServer    = "server"
	ComponentWorker    = "worker"
	ComponentJob       = "job"
	ComponentMigration = "migration"
)

// DeployCommands returns the commands that bring an environment on Kubernetes up to date and wait until it is. With
// migrations they are two parts: programs must not meet a database that is behind them.
func (p *Project) DeployCommands(e *Environment) []string {
	namespace := " --namespace " + e.Namespace
	apply := "kubectl apply --kustomize " + Overlays + "/" + e.Name
	var commands, rollouts []string
	migrates := false
	for _, s := range p.Services {
		switch {
		case s.Kind == Engine && !s.Env(e).Managed:
			rollouts = append(rollouts, fmt.Sprintf("kubectl rollout status%s statefulset/%s --timeout=10m", namespace, s.Name))
		case s.Kind == Built && s.Schedule == "":
			rollouts = append(rollouts, fmt.Sprintf("kubectl rollout status%s deployment/%s --timeout=10m", namespace, s.Name))
		}
		migrates = migrates || s.Migrations != nil
	}
	if migrates {
		commands = []string{
			fmt.Sprintf("kubectl delete job%s --selector %s=%s --ignore-not-found", namespace, ComponentLabel, ComponentMigration),
			fmt.Sprintf("%s --selector '%s notin (%s, %s, %s)'", apply, ComponentLabel, ComponentServer, ComponentWorker, ComponentJob),
			fmt.Sprintf("kubectl wait%s --for=condition=Complete job --selector %s=%s --timeout=30m", namespace, ComponentLabel, ComponentMigration),
		}
	}
	return append(append(commands, apply), rollouts...)
}

// cleanTask removes what can be made again. Containers are found by their project's name, so it works in a fresh
// clone, where compose would miss variables.
func cleanTask(p *Project) []*Task {
	var steps []Step
	if p.EnvironmentFor(Development) != nil {
		steps = append(steps, Step{Compose: &ComposeStep{Project: p.Name, Args: downArgs(false)}})
	}
	if p.EnvironmentFor(Test) != nil && len(p.suitesOf(Integration)) > 0 {
		steps = append(steps, Step{Compose: &ComposeStep{Project: p.Name + "-test", Args: downArgs(true)}})
	}
	steps = append(steps, p.everyFolder(func(c Commands) string { return c.Clean })...)
	for _, s := range p.BuiltServices() {
		if gone := resultsGone(s); !slices.Contains(steps, gone) {
			steps = append(steps, gone)
		}
	}
	return []*Task{{Name: "clean", Group: groupHousekeeping, Help: "Remove containers and build output, keep data", Steps: steps, Origin: FromStack}}
}

func resultsGone(s *Service) Step {
	results := s.Build.Results
	return Step{Dir: s.dir(), Posix: "rm -rf " + results, Pwsh: "Remove-Item -Recurse -Force -ErrorAction Ignore -LiteralPath " + results}
}
