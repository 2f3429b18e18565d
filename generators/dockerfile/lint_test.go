package dockerfile

import (
	"context"
	"testing"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/opencontainers/go-digest"

	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// anyImage knows every image, and nothing about it: the linter looks at the Dockerfile.
type anyImage struct{}

func (anyImage) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, digest.FromString(ref), []byte(`{"architecture":"amd64","os":"linux"}`), nil
}

// findings lists what the checks of `docker build --check` hold against a Dockerfile.
func findings(t *testing.T, body []byte) []string {
	t.Helper()
	source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", body)
	source.Definition = &llb.Definition{} // without one the linter fails
	result, err := dockerfile2llb.DockerfileLint(t.Context(), body, dockerfile2llb.ConvertOpt{MetaResolver: anyImage{}, SourceMap: source})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	if result.Error != nil {
		found = append(found, result.Error.Message)
	}
	for _, w := range result.Warnings {
		found = append(found, w.RuleName+": "+w.Detail)
	}
	return found
}

func TestBuildKitFindsNothing(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		eachDockerfile(t, p, func(t *testing.T, f tree.File) {
			for _, finding := range findings(t, f.Body) {
				t.Errorf("%s\n%s", finding, f.Body)
			}
		})
	})
}

// TestBuildKitFindsMistakes guards the test above: a linter that is called wrongly finds nothing in anything.
func TestBuildKitFindsMistakes(t *testing.T) {
	found := findings(t, []byte("from a:1 AS Base\nENV PASSWORD=x\nMAINTAINER me\n"))
	if len(found) < 3 {
		t.Errorf("found only %q", found)
	}
}
