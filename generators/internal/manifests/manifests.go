// Package manifests judges generated Kubernetes manifests as those who will read them do.
//
// What comes in is generated files. Render runs kustomize over one overlay, in memory, with its own library; Read decodes
// the result with the API's own types, strictly; Check holds what must be true of a whole namespace: every name that
// one object uses for another leads somewhere, and every pod fits the Pod Security standard "restricted", evaluated by
// the code of the API server. What goes out is findings as text, none if all is well.
//
// Only tests import this package: the libraries are large.
package manifests

import (
	"fmt"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"devgen.dev/devgen/generators/tree"
)

// Render runs kustomize over a folder and returns the manifests as one stream of documents.
func Render(files []tree.File, folder string) ([]byte, error) {
	disk := filesys.MakeFsInMemory()
	for _, f := range files {
		if err := disk.WriteFile(f.Path, f.Body); err != nil {
			return nil, err
		}
	}
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionLegacy // as kubectl has it: what pods refer to comes before them
	resources, err := krusty.MakeKustomizer(options).Run(disk, folder)
	if err != nil {
		return nil, err
	}
	return resources.AsYaml()
}

// Judge reads rendered manifests and checks them.
func Judge(rendered []byte) []string {
	bundle, findings := Read(rendered)
	return append(findings, bundle.Check()...)
}

// Unlisted returns the files below a folder that kustomize was told of nowhere: dead files.
func Unlisted(files []tree.File, folder string) []string {
	var all strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.Path, "/kustomization.yaml") {
			all.Write(f.Body)
		}
	}
	var dead []string
	for _, f := range files {
		name := f.Path[strings.LastIndexByte(f.Path, '/')+1:]
		if strings.HasPrefix(f.Path, folder) && name != "kustomization.yaml" && !strings.Contains(all.String(), name) {
			dead = append(dead, fmt.Sprintf("%s stands in no kustomization", f.Path))
		}
	}
	return dead
}
