package devcontainer

import (
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
)

func TestFiles(t *testing.T) { familytest.Run(t, "testdata", Files) }
