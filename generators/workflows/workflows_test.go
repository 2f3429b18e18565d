package workflows_test

import (
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/workflows"
)

func TestFamily(t *testing.T) { familytest.Run(t, "testdata", workflows.Files) }
