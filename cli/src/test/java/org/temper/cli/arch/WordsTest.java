package org.temper.cli.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A type's Javadoc begins with its noun, spelling is American, and no name is a metaphor. */
class WordsTest {
  /** The module runs its tests in its own directory, beside all others. */
  private static final Path ROOT = Path.of("..");

  private static final Path MAIN = Path.of("src", "main", "java");

  /** Words that begin no noun phrase, and verbs that are nouns too unless a noun's words follow. */
  private static final Pattern NOT_A_NOUN =
      Pattern.compile(
          "(?:What|How|Which|Where|Whether|When|Who|Why|From|To|Everything|Something|In|Between|Any"
              + "|Adds|Asks|Brings|Builds|Compares|Completes|Computes|Converts|Creates|Deals"
              + "|Decides|Fine-tunes|Gathers|Gives|Holds|Judges|Keeps|Makes|Maps|Plays|Post-trains"
              + "|Predicts|Ranks|Reads|Refuses|Returns|Runs|Says|Takes|Trains|Turns|Writes)\\b"
              + "|\\{@code"
              + "|(?:Calls|Checks|Copies|Draws|Estimates|Measures|Scores)\\b"
              + "(?! (?:of|that|under|with)\\b)");

  private static final Pattern BRITISH =
      Pattern.compile(
          "\\b(?:analyse|artefact|behaviour|catalogue|centre|colour|favour|grey|honour|initialis"
              + "|judgement|labelled|labelling|licence|maximis|minimis|modelling|neighbour"
              + "|normalis|optimis(?!tic|m)|organis(?!m)|penalis|recognis|regularis|serialis"
              + "|summaris|tokenis|whilst)\\w*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TYPE =
      Pattern.compile(
          "^(?:(?:public|final|abstract|sealed|non-sealed) )*"
              + "(?:class|@?interface|enum|record) \\w+",
          Pattern.MULTILINE);

  /** The base model is the field's own term. */
  private static final Pattern NAME =
      Pattern.compile(
          "\\b(?:class|interface|enum|record) "
              + "(\\w*(?:Workshop|Study|Course|Plan|Base(?!Model)|Impl|Util|Manager|Helper)s?"
              + "(?![a-z])\\w*)");

  /** What is wrong with a source, by the words that are. */
  private static List<String> faults(String source) {
    List<String> faults = new ArrayList<>();
    String javadoc = javadoc(source);
    if (NOT_A_NOUN.matcher(javadoc).lookingAt()) {
      faults.add("no noun: " + javadoc.lines().findFirst().orElse(""));
    }
    BRITISH.matcher(source).results().forEach(word -> faults.add("British: " + word.group()));
    NAME.matcher(source).results().forEach(name -> faults.add("name: " + name.group(1)));
    return faults;
  }

  /** The Javadoc of a source's first type, without its stars; empty where there is none. */
  private static String javadoc(String source) {
    Matcher type = TYPE.matcher(source);
    if (!type.find()) {
      return "";
    }
    String before = source.substring(0, type.start());
    int start = before.lastIndexOf("/**");
    return start < 0
        ? ""
        : before.substring(start + "/**".length()).replaceAll("(?m)^\\s*\\* ?", "").strip();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path main : modules.map(m -> m.resolve(MAIN)).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(main)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  @Test
  void mainSourcesKeepTheWords() throws IOException {
    List<String> faults = new ArrayList<>();
    List<Path> sources = sources();
    for (Path file : sources) {
      faults(Files.readString(file)).forEach(fault -> faults.add(file + ": " + fault));
    }
    assertThat(sources).hasSizeGreaterThan(300);
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/** How an episode ends. */ | record Ending() {} | no noun: How an episode ends. */",
        "/** Checks a completion. */ | interface Verifier {} | no noun: Checks a completion. */",
        "/** {@code --help}. */ | final class HelpOption {} | no noun: {@code --help}. */",
        "/** Its behaviour. */ | public final class Policy {} | British: behaviour",
        "// Tokenised before. | enum Text {} | British: Tokenised",
        "/** A sampler. */ | record BatchPlan() {} | name: BatchPlan",
        "/** Some functions. */ | final class DrawUtils {} | name: DrawUtils",
        "/** A study. */ | record StudyOptions() {} | name: StudyOptions",
      })
  void aPlantedFaultIsFound(String javadoc, String type, String fault) {
    assertThat(faults(javadoc + "\n" + type)).containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/** Scores of a batch. */ | record Scores() {}",
        "/** Checks of references. */ | final class ReferenceChecks {}",
        "/** A baseline of rewards. */ | final class Baselines {}",
        "/** An optimistic bound. */ | record ImplicitRewards() {}",
        "// Everything without Javadoc. | final class BaseModel {}",
      })
  void aNounIsNoFault(String javadoc, String type) {
    assertThat(faults(javadoc + "\n" + type)).isEmpty();
  }
}
