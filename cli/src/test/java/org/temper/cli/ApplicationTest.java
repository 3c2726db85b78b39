package org.temper.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as a user unpacks it, started on a PATH that has no Maven. */
class ApplicationTest {
  private static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  @TempDir private static Path directory;
  private static Path home;

  @BeforeAll
  static void unpack() throws IOException {
    Path zip = Path.of(System.getProperty("temper.application", "none"));
    assumeTrue(Files.exists(zip), () -> zip + " is built by mvn package");
    Path unpacked = Files.createDirectories(directory.resolve("with a space"));
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path file = unpacked.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(requireNonNull(file.getParent()));
          Files.copy(entries, file);
        }
      }
    }
    try (Stream<Path> folders = Files.list(unpacked)) {
      home = folders.findFirst().orElseThrow();
    }
    // A zip read by Java loses who may execute what.
    assertThat(WINDOWS || home.resolve("bin/temper").toFile().setExecutable(true)).isTrue();
  }

  private record Ended(int code, String out, String err) {}

  private static Ended temper(String... args) throws IOException, InterruptedException {
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    List<String> command = new ArrayList<>();
    command.add(home.resolve(WINDOWS ? "bin/temper.bat" : "bin/temper").toString());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    String java = System.getProperty("java.home");
    environment.keySet().removeIf(name -> name.startsWith("MAVEN") || name.startsWith("TEMPER"));
    environment.put("JAVA_HOME", java);
    if (!WINDOWS) {
      environment.put("PATH", tools().toString());
    }
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), text(out), text(err));
  }

  /** The few programs that the script calls, and no other. */
  private static Path tools() throws IOException {
    Path tools = directory.resolve("tools");
    if (!Files.exists(tools)) {
      Files.createDirectories(tools);
      for (String tool : List.of("dirname", "readlink", "uname")) {
        for (String bin : List.of("/bin", "/usr/bin")) {
          Path program = Path.of(bin, tool);
          Path stub = tools.resolve(tool);
          if (Files.exists(program) && !Files.exists(stub)) {
            Files.writeString(stub, "#!/bin/sh\nexec " + program + " \"$@\"\n");
            assertThat(stub.toFile().setExecutable(true)).isTrue();
          }
        }
      }
    }
    return tools;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void itTellsTheVersionThatWasBuilt() throws Exception {
    Ended ended = temper("--version");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).startsWith("temper 0.").contains("DJL ").doesNotContain("development");
  }

  @Test
  void itRunsARecipeOnItsOwnLibraries() throws Exception {
    Path model = TinyModel.in(directory);
    Ended ended =
        temper("generate", "--model", model.toString(), "--max-new-tokens", "4", "--json");
    assertThat(ended.err()).doesNotContain("error");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("token_ids");
  }

  @Test
  void itEndsWithTheCodeOfTheRecipe() throws Exception {
    Ended ended = temper("sftt");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).startsWith("error: RECIPE: expected one of [a-sft, ").contains("sft");
  }

  @Test
  void itHoldsWhatARecipeNeedsAndNothingThatTestsNeed() throws IOException {
    assertThat(home.resolve("LICENSE")).isNotEmptyFile();
    List<String> jars;
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      jars = files.map(path -> path.getFileName().toString()).toList();
    }
    assertThat(jars)
        .anyMatch(name -> name.startsWith("temper-cli-"))
        .anyMatch(name -> name.startsWith("duckdb"))
        .noneMatch(
            name ->
                name.startsWith("junit")
                    || name.startsWith("jqwik")
                    || name.startsWith("assertj")
                    || name.contains("pdfbox")
                    || name.startsWith("VectorGraphics2D")
                    || name.startsWith("pytorch-native"));
  }

  @Test
  void eachJarOfOursNamesItsModuleAndCarriesItsLicense() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      for (Path jar :
          files.filter(file -> file.getFileName().toString().startsWith("temper-")).toList()) {
        try (JarFile opened = new JarFile(jar.toFile())) {
          assertThat(opened.getJarEntry("META-INF/LICENSE")).as("%s", jar).isNotNull();
          assertThat(opened.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
              .as("%s", jar)
              .startsWith("org.temper.");
        }
      }
    }
  }
}
