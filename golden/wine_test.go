package golden

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// underWine runs programs for Windows in a Windows of their own.
//
// Two things that Go needs of Windows are missing in Wine 8, which Debian 12 has: the library bcryptprimitives.dll, which the
// test writes, and a way to delete open files, for which see wineOverlay. Neither is about anything that devgen does.
func underWine(t *testing.T, program string) command {
	prefix := filepath.Join(t.TempDir(), "wine")
	// Without the two libraries that wine asks to download, and without a word about what it lacks.
	env := append(os.Environ(), "WINEPREFIX="+prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=", "DISPLAY=")
	wine := func(folder string, line ...string) (string, error) {
		cmd := exec.Command(line[0], line[1:]...)
		cmd.Dir, cmd.Env = folder, env
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		err := cmd.Run()
		return out.String() + errs.String(), err
	}
	if out, err := wine("", "wine", "wineboot", "--init"); err != nil {
		t.Skipf("wine does not start: %v %s", err, out)
	}
	t.Cleanup(func() { _, _ = wine("", "wineserver", "--kill") }) // fails if it has ended by itself
	library := filepath.Join(prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if err := os.WriteFile(library, forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644); err != nil {
		t.Skip(err)
	}
	return func(folder string, arguments ...string) (string, error) {
		return wine(folder, append([]string{"wine", program}, arguments...)...)
	}
}

// TestWriterUnderWine runs the writer's own tests as a program for Windows: its locks, renames, names without case and
// files without executable bits are those of that system. Left out is what takes thousands of builds, each of whose calls
// goes through another process here.
func TestWriterUnderWine(t *testing.T) {
	if os.Getenv("DEVGEN_PLATFORMS") == "" {
		t.Skip("compiles for Windows, which takes a minute: DEVGEN_PLATFORMS=1, as .ci/run sets it")
	}
	if _, err := exec.LookPath("wine"); err != nil {
		t.Skip(err)
	}
	program := filepath.Join(t.TempDir(), "tree.exe")
	cmd := exec.Command("go", append(append([]string{"test", "-c", "-vet=off"}, wineOverlay(t)...), "-o", program, "devgen.dev/devgen/generators/tree")...)
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	folder, err := filepath.Abs("../generators/tree")
	if err != nil {
		t.Fatal(err)
	}
	out, err := underWine(t, program)(folder, "-test.short", "-test.v", "-test.skip=TestFault|TestProperties|TestEditsAreNotLost", "-test.timeout=5m")
	if passed := strings.Count(out, "\n--- PASS"); err != nil || passed < 50 {
		t.Errorf("%v, %d tests passed:\n%s", err, passed, out)
	} else {
		t.Logf("%d tests passed, %d are not for Windows", passed, strings.Count(out, "\n--- SKIP"))
	}
}

// forwarder makes a library of Windows without code: its one function is that of another library.
func forwarder(name, function, target string) []byte {
	const address, headers = 0x1000, 0x200 // of the only section, in memory and in the file
	exports := exportTable(address, name, function, target)
	raw := append(exports, make([]byte, headers-len(exports)%headers)...)
	options := pe.OptionalHeader64{
		Magic: 0x20b, ImageBase: 0x180000000, SectionAlignment: address, FileAlignment: headers,
		MajorOperatingSystemVersion: 6, MajorSubsystemVersion: 6, Subsystem: pe.IMAGE_SUBSYSTEM_WINDOWS_CUI,
		SizeOfImage: 2 * address, SizeOfHeaders: headers, NumberOfRvaAndSizes: 16,
	}
	options.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT] = pe.DataDirectory{VirtualAddress: address, Size: uint32(len(exports))}
	section := pe.SectionHeader32{
		Name: [8]byte{'.', 'e', 'd', 'a', 't', 'a'}, VirtualSize: uint32(len(exports)), VirtualAddress: address,
		SizeOfRawData: uint32(len(raw)), PointerToRawData: headers, Characteristics: pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ,
	}
	dos := make([]byte, 64)
	copy(dos, "MZ")
	dos[60] = 64 // where the next header begins
	head := packed(dos, []byte("PE\x00\x00"), pe.FileHeader{
		Machine: pe.IMAGE_FILE_MACHINE_AMD64, NumberOfSections: 1, SizeOfOptionalHeader: uint16(binary.Size(options)),
		Characteristics: pe.IMAGE_FILE_EXECUTABLE_IMAGE | pe.IMAGE_FILE_LARGE_ADDRESS_AWARE | pe.IMAGE_FILE_DLL,
	}, options, section)
	return packed(head, make([]byte, headers-len(head)), raw)
}

// exportTable is the directory of what a library has, for one function that is another library's: its address is that
// of a name within the table.
func exportTable(base uint32, name, function, target string) []byte {
	const directory = 40
	texts := uint32(directory + 4 + 4 + 2) // behind the lists of addresses, names and ordinals
	at := func(offset uint32) uint32 { return base + offset }
	functionAt := texts + uint32(len(name)) + 1
	targetAt := functionAt + uint32(len(function)) + 1
	return packed(
		[]uint32{0, 0, 0, at(texts), 1, 1, 1, at(directory), at(directory + 4), at(directory + 8)},
		at(targetAt), at(functionAt), uint16(0), []byte(name+"\x00"+function+"\x00"+target+"\x00"),
	)
}

// packed writes values behind each other as they are in memory on amd64.
func packed(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

// wineOverlay makes os.Root delete files as it does where the file system is FAT: Wine 8 answers the newer way, which can
// delete open files, with an error that Go does not expect.
func wineOverlay(t *testing.T) []string {
	t.Helper()
	const unexpected, expected = "default:\n\t\treturn err.(NTStatus).Errno()", "default:\n\t\treturn deleteatFallback(h)"
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(strings.TrimSpace(string(root)), "src", "internal", "syscall", "windows", "at_windows.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Skip(err)
	}
	before, after, found := strings.Cut(string(text), "func Deleteat(")
	if !found || !strings.Contains(after, unexpected) {
		t.Skipf("this version of Go deletes files in another way: see whether %s still needs this test's help", file)
	}
	changed := filepath.Join(t.TempDir(), "at_windows.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {file: changed}})
	if err != nil {
		t.Fatal(err)
	}
	list := changed + ".json"
	for name, body := range map[string]string{changed: before + "func Deleteat(" + strings.Replace(after, unexpected, expected, 1), list: string(overlay)} {
		if err := os.WriteFile(name, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"-overlay", list}
}
