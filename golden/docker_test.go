//go:build unix

package golden

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDocker is the first day of a new developer of golden/shop, on a real Docker engine: what `make` offers works, and
// what was started goes away. The steps build on each other. It is skipped where it cannot run; .ci/engine makes an
// engine and the images on a machine that has Debian's packages and Go. Run it with -count=1: go test does not know that
// an engine has come up since, and keeps the result.
func TestDocker(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	s := newDockerCopy(t, "shop", "5432", "6379", "8080", "8081", "8090")
	t.Cleanup(func() { s.remove(t) })
	for _, step := range []struct {
		name string
		do   func(*testing.T, workingCopy)
	}{
		{"an environment's file is made once", environmentStays},
		{"make dev runs the program on the machine", developsOnTheMachine},
		{"make dev-docker runs it in a container, anew at every change", developsInDocker},
		{"make tools starts the consoles", startsConsoles},
		{"make db-shell reads what it is told", readsDatabase},
		{"make db-reset asks, and empties the database", resetsDatabase},
		{"make down leaves no container", goesDown},
		{"make test-docker brings out results", testsInDocker},
		{"make test-docker fails with the tests", failsInDocker},
		{"make prod-up runs the stack of production", runsProduction},
		{"make clean leaves nothing", cleans},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, s) }) {
			return // what follows builds on it
		}
	}
}

func environmentStays(t *testing.T, s workingCopy) {
	s.run(t, "./scripts/env.sh", "local")
	first := s.read(t, ".env")
	if strings.Contains(first, "\nDATABASE_URL=\n") || strings.Contains(first, "\nJWT_SECRET=\n") {
		t.Error("secrets are missing")
	}
	s.run(t, "./scripts/env.sh", "local")
	if s.read(t, ".env") != first {
		t.Error("the second run changed .env")
	}
}

func developsOnTheMachine(t *testing.T, s workingCopy) {
	ctx, interrupt := context.WithCancel(t.Context())
	dev := s.command(ctx, "make", "dev")
	dev.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// Like Ctrl-C in a terminal, which reaches everything that make started.
	dev.Cancel = func() error { return syscall.Kill(-dev.Process.Pid, syscall.SIGINT) }
	dev.WaitDelay = 30 * time.Second
	var out strings.Builder
	dev.Stdout, dev.Stderr = &out, &out
	if err := dev.Start(); err != nil {
		t.Fatal(err)
	}
	answers(t, "http://127.0.0.1:8080/readyz", "ok")
	interrupt()
	if err := dev.Wait(); errors.Is(err, exec.ErrWaitDelay) {
		t.Error("an interrupt does not stop it")
	}
	if busy("127.0.0.1:8080") {
		t.Error("the program still runs")
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

func developsInDocker(t *testing.T, s workingCopy) {
	s.run(t, "make", "dev-docker")
	answers(t, "http://127.0.0.1:8080/readyz", "ok")
	restore := s.replace(t, "handler.go", `fmt.Fprintln(w, "ok")`, `fmt.Fprintln(w, "changed")`)
	answers(t, "http://127.0.0.1:8080/livez", "changed")
	restore()
	answers(t, "http://127.0.0.1:8080/livez", "ok")
}

func startsConsoles(t *testing.T, s workingCopy) {
	s.run(t, "make", "tools")
	answers(t, "http://127.0.0.1:8081/", "")
	answers(t, "http://127.0.0.1:8090/", "")
}

func readsDatabase(t *testing.T, s workingCopy) {
	s.query(t, "create table kept (n int)")
	if out := s.query(t, "select 40 + 2 as answer"); !strings.Contains(out, "42") {
		t.Errorf("psql says %q", out)
	}
}

func resetsDatabase(t *testing.T, s workingCopy) {
	s.fails(t, "make", "db-reset") // nobody says yes
	s.query(t, "select * from kept")
	s.run(t, "make", "db-reset", "YES=1")
	if out := s.query(t, "select to_regclass('kept') is null as gone"); !strings.Contains(out, " t\n") {
		t.Errorf("the table is still there: %q", out)
	}
}

func goesDown(t *testing.T, s workingCopy) {
	s.run(t, "make", "down")
	s.nothing(t, "shop", "container", "network")
}

func testsInDocker(t *testing.T, s workingCopy) {
	developer := os.Getuid()
	if developer == 0 {
		developer = 12345 // root may act for somebody else, and would not notice
	}
	folder := filepath.Join(s.folder, "test-results")
	if err := errors.Join(os.MkdirAll(folder, 0o755), os.Chown(folder, developer, developer)); err != nil {
		t.Fatal(err)
	}
	s.run(t, "make", "test-docker")
	results, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(results) == 0 {
		t.Errorf("results: %v, %v", results, err)
	}
	for _, name := range results {
		if info, err := os.Stat(name); err != nil || info.Sys().(*syscall.Stat_t).Uid != uint32(developer) {
			t.Errorf("%s is not the developer's: %v", name, err)
		}
	}
	s.nothing(t, "shop-test", "container", "network", "volume")
}

func failsInDocker(t *testing.T, s workingCopy) {
	defer s.replace(t, "integration_test.go", "got != http.StatusOK", "got == http.StatusOK")()
	if out := s.fails(t, "make", "test-docker"); !strings.Contains(out, "--- FAIL: TestReadyWithRealEngines") {
		t.Errorf("it failed, but not for its tests:\n%s", out)
	}
	s.nothing(t, "shop-test", "container", "network", "volume")
}

func runsProduction(t *testing.T, s workingCopy) {
	s.run(t, "make", "prod-up")
	answers(t, "http://127.0.0.1:8080/readyz", "ok")
	for _, name := range []string{"shop-prod-api-1", "shop-prod-db-1", "shop-prod-cache-1"} {
		facts := s.run(t, "docker", "inspect", "--format", "{{.HostConfig.ReadonlyRootfs}} {{gt .HostConfig.Memory 0}} {{.HostConfig.CapDrop}}", name)
		if strings.TrimSpace(facts) != "true true [ALL]" {
			t.Errorf("%s: read-only, limited, without capabilities: %s", name, facts)
		}
	}
	password := s.read(t, "secrets/db_password")
	if environment := s.run(t, "docker", "inspect", "--format", "{{.Config.Env}}", "shop-prod-api-1", "shop-prod-db-1"); strings.Contains(environment, password) {
		t.Error("a secret stands in the environment of a container")
	}
	s.run(t, "make", "prod-down")
	s.nothing(t, "shop-prod", "container", "network")
}

func cleans(t *testing.T, s workingCopy) {
	s.run(t, "make", "up")
	s.run(t, "make", "clean")
	s.nothing(t, "shop", "container", "network")
	if _, err := os.Stat(filepath.Join(s.folder, "test-results")); !os.IsNotExist(err) {
		t.Errorf("test-results: %v", err)
	}
}

// newDockerCopy makes a working copy, or skips the test where something that it needs is missing or in use.
func newDockerCopy(t *testing.T, name string, ports ...string) workingCopy {
	t.Helper()
	s := newCopy(t, name)
	for _, command := range [][]string{{"make", "--version"}, {"docker", "info"}, {"docker", "compose", "version"}, {"docker", "buildx", "version"}} {
		if out, err := s.command(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Skipf("%s: %v: %s; .ci/engine starts an engine", strings.Join(command, " "), err, lastLine(out))
		}
	}
	for _, image := range s.images(t) {
		if s.command(t.Context(), "docker", "image", "inspect", image).Run() != nil {
			t.Skipf("the image %s is not here; docker pull, or .ci/engine where no registry can be reached", image)
		}
	}
	for _, port := range ports {
		if busy("127.0.0.1:" + port) {
			t.Skipf("port %s of this machine is in use", port)
		}
	}
	for _, project := range []string{name, name + "-test", name + "-prod"} {
		if left := s.left(t, project, "container", "volume"); left != "" {
			t.Skipf("this engine has a project %s already; this test would take its data: %s", project, left)
		}
	}
	s.withoutFrontend(t)
	return s
}

// images lists the images that come from elsewhere: those of services that are not built here, and the bases of
// Dockerfiles, which have a tag where stages have none.
func (s workingCopy) images(t *testing.T) []string {
	files, err := filepath.Glob(filepath.Join(s.folder, "docker-compose*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var images []string
	for _, file := range files {
		for _, found := range regexp.MustCompile(`(?m)^    image: ([^$\n]+)$`).FindAllStringSubmatch(s.read(t, filepath.Base(file)), -1) {
			images = append(images, found[1])
		}
	}
	for _, name := range s.dockerfiles(t) {
		arguments := map[string]string{}
		for _, found := range regexp.MustCompile(`(?m)^(?:ARG (\w+)="(.+)"|FROM (\S+)) ?`).FindAllStringSubmatch(s.read(t, name), -1) {
			arguments[found[1]] = found[2]
			if base := os.Expand(found[3], func(name string) string { return arguments[name] }); strings.Contains(base, ":") {
				images = append(images, base)
			}
		}
	}
	return images
}

func (s workingCopy) dockerfiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.folder, "*Dockerfile"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	return files
}

// withoutFrontend drops the line that has BuildKit fetch its newest frontend: no registry may be in reach, and the one
// built into the engine does as well.
func (s workingCopy) withoutFrontend(t *testing.T) {
	for _, name := range s.dockerfiles(t) {
		s.replace(t, name, "# syntax=docker/dockerfile:1\n", "")
	}
}

// remove takes away what a test that failed has left. It may run after the test's context has ended.
func (s workingCopy) remove(t *testing.T) {
	// Without a name compose reads the override as well, and so knows the volumes of development.
	for _, files := range [][]string{nil, {"--file", "docker-compose.test.yml"}, {"--file", "docker-compose.prod.yml"}} {
		words := slices.Concat([]string{"compose"}, files, []string{"--profile", "*", "down", "--volumes", "--remove-orphans", "--rmi", "local"})
		down := s.command(context.Background(), "docker", words...)
		down.Env = append(os.Environ(), "API_TOKEN=x", "DB_PASSWORD=x", "DB_ROOT_PASSWORD=x", "JWT_SECRET=x", "LIBRARY_TOKEN=x") // the files ask for them, whatever they are
		if out, err := down.CombinedOutput(); err != nil {
			t.Logf("%s: %v\n%s", files, err, out)
		}
	}
}

// query pipes SQL into the prompt of the database.
func (s workingCopy) query(t *testing.T, sql string) string {
	t.Helper()
	c := s.command(t.Context(), "make", "db-shell")
	c.Stdin = strings.NewReader("\\set ON_ERROR_STOP on\n" + sql + ";\n")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", sql, err, out)
	}
	return string(out)
}

// nothing checks that of some kinds of things the engine has none of a project.
func (s workingCopy) nothing(t *testing.T, project string, kinds ...string) {
	t.Helper()
	if left := s.left(t, project, kinds...); left != "" {
		t.Errorf("%s has left %s", project, left)
	}
}

// left lists the things of a project that the engine has.
func (s workingCopy) left(t *testing.T, project string, kinds ...string) string {
	var left []string
	for _, kind := range kinds {
		list := []string{kind, "ls", "--quiet", "--filter", "label=com.docker.compose.project=" + project}
		if kind == "container" {
			list = append(list, "--all")
		}
		for _, id := range strings.Fields(s.run(t, "docker", list...)) {
			left = append(left, kind+" "+id)
		}
	}
	return strings.Join(left, ", ")
}

// answers waits until a request succeeds with a text in its answer: a program may have to be compiled first.
func answers(t *testing.T, url, text string) {
	t.Helper()
	var last string
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		body, err := get(url)
		if err == nil && strings.Contains(body, text) {
			return
		}
		last = fmt.Sprint(body, err)
	}
	t.Fatalf("%s does not answer %q: %s", url, text, last)
}

// get returns the body of an answer with status 200.
func get(url string) (string, error) {
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(response.Status)
	}
	return string(body), err
}

// busy reports whether something listens at an address.
func busy(address string) bool {
	connection, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	connection.Close()
	return true
}
