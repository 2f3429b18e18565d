//go:build unix

package golden

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// plainJar is a program without Spring Boot: a jar, and a library that its manifest looks for in lib/.
var plainJar = map[string]string{
	"pom.xml": `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.acme</groupId>
  <artifactId>plain</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><version>42.7.13</version></dependency>
  </dependencies>
  <build><plugins><plugin>
    <artifactId>maven-jar-plugin</artifactId>
    <configuration><archive><manifest>
      <mainClass>Plain</mainClass><addClasspath>true</addClasspath><classpathPrefix>lib/</classpathPrefix>
    </manifest></archive></configuration>
  </plugin></plugins></build>
</project>
`,
	"src/main/java/Plain.java": `public class Plain {
    public static void main(String[] args) {
        System.out.println("with " + new org.postgresql.Driver().getMajorVersion());
    }
}
`,
}

// TestPlainJarRuns puts a jar that is none of Spring Boot's through what the Dockerfile of golden/library does, layer by
// layer, and runs it as its image would.
func TestPlainJarRuns(t *testing.T) {
	needsLanguages(t)
	for _, r := range stackRepositories {
		if r.name == "library" {
			r.need(t)
		}
	}
	c := workingCopy{t.TempDir()}
	for name, text := range plainJar {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(c.folder, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		c.write(t, name, text)
	}
	image := load(t, "library").BuiltServices()[0].Build.Image
	out, app := filepath.Join(c.folder, "out"), filepath.Join(c.folder, "app")
	here := strings.NewReplacer("/out", out, "/tmp/app.jar", filepath.Join(c.folder, "app.jar"))
	c.run(t, "sh", "-ec", here.Replace(image.Publish))
	if err := os.Mkdir(app, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, layer := range image.Layers {
		c.run(t, "cp", "-R", filepath.Join(out, layer)+"/.", app)
	}
	if said := (workingCopy{app}).run(t, image.Entrypoint[0], image.Entrypoint[1:]...); said != "with 42\n" {
		t.Errorf("it says %q", said)
	}
}
