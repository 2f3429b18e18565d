package manifests

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/yaml"
)

// Bundle is the objects of one namespace.
type Bundle struct {
	Objects []Object
	Pods    []Pod // templates of the workloads
}

// Object is one object of the API.
type Object struct {
	Version string // apps/v1
	Kind    string
	metav1.Object
	Value any // a pointer to its type of k8s.io/api
}

// Pod is the pod template of a workload.
type Pod struct {
	Owner    Object
	Labels   map[string]string
	Spec     *corev1.PodSpec
	Selector *metav1.LabelSelector // nil for jobs
	Copies   int                   // 0 = unknown: an autoscaler's
}

// types are the kinds that may occur, each in its current version only.
var types = map[string]func() metav1.Object{
	"v1 Namespace":                           func() metav1.Object { return new(corev1.Namespace) },
	"v1 Service":                             func() metav1.Object { return new(corev1.Service) },
	"v1 ServiceAccount":                      func() metav1.Object { return new(corev1.ServiceAccount) },
	"v1 ConfigMap":                           func() metav1.Object { return new(corev1.ConfigMap) },
	"v1 PersistentVolumeClaim":               func() metav1.Object { return new(corev1.PersistentVolumeClaim) },
	"v1 ResourceQuota":                       func() metav1.Object { return new(corev1.ResourceQuota) },
	"v1 LimitRange":                          func() metav1.Object { return new(corev1.LimitRange) },
	"apps/v1 Deployment":                     func() metav1.Object { return new(appsv1.Deployment) },
	"apps/v1 StatefulSet":                    func() metav1.Object { return new(appsv1.StatefulSet) },
	"batch/v1 Job":                           func() metav1.Object { return new(batchv1.Job) },
	"batch/v1 CronJob":                       func() metav1.Object { return new(batchv1.CronJob) },
	"autoscaling/v2 HorizontalPodAutoscaler": func() metav1.Object { return new(autoscalingv2.HorizontalPodAutoscaler) },
	"policy/v1 PodDisruptionBudget":          func() metav1.Object { return new(policyv1.PodDisruptionBudget) },
	"networking.k8s.io/v1 NetworkPolicy":     func() metav1.Object { return new(networkingv1.NetworkPolicy) },
	"networking.k8s.io/v1 Ingress":           func() metav1.Object { return new(networkingv1.Ingress) },
	"gateway.networking.k8s.io/v1 HTTPRoute": func() metav1.Object { return new(gatewayv1.HTTPRoute) },
}

// Read decodes a stream of manifests. A field that the API does not have, a key that stands twice and a value of the
// wrong type are findings; a Secret is one, too: none may be written.
func Read(stream []byte) (*Bundle, []string) {
	b := &Bundle{}
	var findings []string
	for i, document := range strings.Split("\n"+string(stream), "\n---\n") {
		o, err := decode([]byte(document))
		if err != nil {
			findings = append(findings, fmt.Sprintf("document %d: %v", i, err))
			continue
		}
		b.Objects = append(b.Objects, o)
		if pod, ok := podOf(o); ok {
			b.Pods = append(b.Pods, pod)
		}
	}
	return b, findings
}

func decode(document []byte) (Object, error) {
	var meta metav1.TypeMeta
	if err := yaml.Unmarshal(document, &meta); err != nil {
		return Object{}, err
	}
	make, known := types[meta.APIVersion+" "+meta.Kind]
	if !known {
		return Object{}, fmt.Errorf("%s %s is none of the kinds that may occur", meta.APIVersion, meta.Kind)
	}
	value := make()
	if err := yaml.UnmarshalStrict(document, value); err != nil {
		return Object{}, fmt.Errorf("%s: %w", meta.Kind, err)
	}
	return Object{Version: meta.APIVersion, Kind: meta.Kind, Object: value, Value: value}, nil
}

func podOf(o Object) (Pod, bool) {
	switch v := o.Value.(type) {
	case *appsv1.Deployment:
		return pod(o, &v.Spec.Template, v.Spec.Selector, v.Spec.Replicas), true
	case *appsv1.StatefulSet:
		p := pod(o, &v.Spec.Template, v.Spec.Selector, v.Spec.Replicas)
		for _, claim := range v.Spec.VolumeClaimTemplates {
			source := corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: claim.Name}}
			p.Spec.Volumes = append(p.Spec.Volumes, corev1.Volume{Name: claim.Name, VolumeSource: source})
		}
		return p, true
	case *batchv1.Job:
		return pod(o, &v.Spec.Template, nil, nil), true
	case *batchv1.CronJob:
		return pod(o, &v.Spec.JobTemplate.Spec.Template, nil, nil), true
	}
	return Pod{}, false
}

func pod(o Object, t *corev1.PodTemplateSpec, selector *metav1.LabelSelector, replicas *int32) Pod {
	p := Pod{Owner: o, Labels: t.Labels, Spec: &t.Spec, Selector: selector, Copies: 1}
	if replicas != nil {
		p.Copies = int(*replicas)
	}
	return p
}

func (o Object) String() string { return o.Kind + " " + o.GetName() }

// each calls f with every object of a type.
func each[T any](b *Bundle, f func(Object, T)) {
	for _, o := range b.Objects {
		if v, ok := o.Value.(T); ok {
			f(o, v)
		}
	}
}

// has reports whether there is an object of a kind and name.
func (b *Bundle) has(kind, name string) bool {
	for _, o := range b.Objects {
		if o.Kind == kind && o.GetName() == name {
			return true
		}
	}
	return false
}
