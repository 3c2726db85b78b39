package org.temper.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Quotes of programs in the docs: a block of Java after {@code <!-- example: FineTune fine-tune
 * -->} is what lies between {@code // tag::fine-tune[]} and {@code // end::fine-tune[]} of that
 * program.
 */
class QuotesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path PROGRAMS = Path.of("src/main/java/org/temper/examples");
  private static final Pattern QUOTE =
      Pattern.compile("<!-- example: (\\w+) ([\\w-]+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern JAVA = Pattern.compile("```java");
  private static final Pattern MARKER = Pattern.compile("<!-- example:");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** The lines between the tags, without what they are all indented by and without other tags. */
  private static String region(String program, String tag) throws IOException {
    String source = Files.readString(PROGRAMS.resolve(program + ".java"));
    Matcher matcher =
        Pattern.compile(
                "// tag::" + tag + "\\[]\\n(.*?)\\n *// end::" + tag + "\\[]", Pattern.DOTALL)
            .matcher(source);
    assertThat(matcher.find()).as("%s.java has the tag %s", program, tag).isTrue();
    return matcher
        .group(1)
        .lines()
        .filter(line -> !line.contains("// tag::") && !line.contains("// end::"))
        .collect(Collectors.joining("\n"))
        .stripIndent()
        .strip();
  }

  @Test
  void quotesInTheDocsAreWhatTheProgramsSay() throws IOException {
    ImmutableMap.Builder<String, Integer> quotes = ImmutableMap.builder();
    for (Path page : pages()) {
      String text = Files.readString(page);
      int count = 0;
      for (Matcher quote = QUOTE.matcher(text); quote.find(); count++) {
        assertThat(quote.group(3).strip())
            .as("%s quotes %s of %s.java", page, quote.group(2), quote.group(1))
            .isEqualTo(region(quote.group(1), quote.group(2)));
      }
      assertThat(MARKER.matcher(text).results().count())
          .as("%s: each marker stands right above a block of Java", page)
          .isEqualTo(count);
      quotes.put(ROOT.relativize(page).toString(), count);
    }
    assertThat(quotes.buildOrThrow())
        .hasEntrySatisfying("README.md", n -> assertThat(n).isPositive());
  }

  @Test
  void samplesOfTheReadmeAreWholePrograms(@TempDir Path directory) throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertThat(JAVA.matcher(readme).results().count())
        .isEqualTo(QUOTE.matcher(readme).results().count());
    for (Matcher quote = QUOTE.matcher(readme); quote.find(); ) {
      Path source = directory.resolve(quote.group(1) + ".java");
      Files.writeString(source, quote.group(3));
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      int code =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  errors,
                  "-proc:none",
                  "-d",
                  directory.toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  source.toString());
      assertThat(code).as("%s: %s", source.getFileName(), errors).isZero();
    }
  }

  @Test
  void programsAreShort() throws IOException {
    Map<String, Long> lengths;
    try (Stream<Path> programs = Files.list(PROGRAMS)) {
      lengths =
          programs.collect(
              Collectors.toMap(path -> path.getFileName().toString(), QuotesTest::lines));
    }
    assertThat(lengths)
        .hasSizeGreaterThan(6)
        .allSatisfy((name, n) -> assertThat(n).isLessThan(151));
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new AssertionError(Arrays.toString(e.getStackTrace()), e);
    }
  }
}
