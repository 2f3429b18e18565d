package dockerfile

import (
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/spec"
)

// ignore keeps out of the build context what must not get into an image, and what would only spoil the cache.
func ignore(p *spec.Project, s *spec.Service) []byte {
	var b strings.Builder
	b.WriteString(header.Hash(p.SpecFile))
	section := func(comment string, patterns ...string) {
		b.WriteString("\n# " + comment + "\n")
		for _, pattern := range patterns {
			b.WriteString(pattern + "\n")
		}
	}
	section("Version control and editors.", ".git", ".gitattributes", ".gitignore", ".github", ".devcontainer", ".idea", ".vs", ".vscode")
	section("Secrets and what environments set: an image holds neither.", append([]string{"**/.env", "**/.env.*"}, secretsFolder(s)...)...)
	section("Build output: the image makes its own.", anyDepth(append([]string{"/" + s.Build.Results + "/"}, s.Build.Image.Ignore...))...)
	section("What describes the image does not belong into it.",
		"**/Dockerfile", "**/*.Dockerfile", "**/.dockerignore", "**/*.dockerignore", "docker-compose*.yml", "devgen.lock", p.SpecFile, "k8s")
	return []byte(b.String())
}

// secretsFolder is the folder of production's secrets, which lies in the root of the repository. The pattern holds
// there only: sources may well have a folder of that name.
func secretsFolder(s *spec.Service) []string {
	if s.Build.Context != "." {
		return nil
	}
	return []string{spec.SecretsFolder}
}

// anyDepth turns patterns of .gitignore, which hold in every folder, into those of .dockerignore, which hold at the
// root. Source: https://docs.docker.com/build/concepts/context/#syntax
func anyDepth(patterns []string) []string {
	var list []string
	for _, pattern := range patterns {
		pattern = strings.TrimSuffix(pattern, "/")
		if rooted, ok := strings.CutPrefix(pattern, "/"); ok {
			list = append(list, rooted)
			continue
		}
		list = append(list, "**/"+pattern)
	}
	return list
}
