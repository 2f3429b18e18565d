package kubernetes_test

import (
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/kubernetes"
)

func TestFamily(t *testing.T) { familytest.Run(t, "testdata", kubernetes.Files) }
