package org.temper.data.hub;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/**
 * A repository on the Hub as people write it, {@code ORG/NAME[@REVISION][:PATH]}.
 *
 * @param repository {@code ORG/NAME}: letters, digits, {@code -}, {@code _} and {@code .}
 * @param revision a commit, or a branch or a tag as it is now; where there is none, what the cache
 *     holds, else {@code main}
 * @param path a file, a folder, or a pattern with {@code *}, in the repository
 */
public record HubName(String repository, Optional<String> revision, Optional<String> path) {
  /** The revision that is meant where none is named. */
  static final String MAIN = "main";

  private static final int LONGEST = 96;
  private static final String WORD = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?";
  private static final Pattern REPOSITORY = Pattern.compile(WORD + "/" + WORD);
  private static final Pattern NAME =
      Pattern.compile("(?<repository>[^@:]+)(?:@(?<revision>[^@:]+))?(?::(?<path>.+))?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** Checks. */
  public HubName {
    checkArgument(
        isRepository(repository), "name: expected ORG/NAME, got %s", Excerpt.of(repository));
    revision.ifPresent(text -> RelativeNames.check("revision", text));
    path.ifPresent(text -> RelativeNames.check("path", text));
  }

  /**
   * Reads a name.
   *
   * @param text such as {@code HuggingFaceTB/SmolLM2-135M@main}
   * @return the name
   * @throws IllegalArgumentException if the text is none
   */
  public static HubName parse(String text) {
    Matcher matcher = NAME.matcher(text);
    checkArgument(
        matcher.matches() && isRepository(matcher.group("repository")),
        "name: expected ORG/NAME, ORG/NAME@REVISION or ORG/NAME:PATH, got %s",
        Excerpt.of(text));
    return new HubName(
        matcher.group("repository"),
        Optional.ofNullable(matcher.group("revision")),
        Optional.ofNullable(matcher.group("path")));
  }

  /**
   * Whether a text has the form of a name without a path, as a model's is.
   *
   * @param text any text
   * @return true for {@code ORG/NAME} and {@code ORG/NAME@REVISION}
   */
  public static boolean isModel(String text) {
    Matcher matcher = NAME.matcher(text);
    return matcher.matches()
        && matcher.group("path") == null
        && isRepository(matcher.group("repository"));
  }

  private static boolean isRepository(String text) {
    return text.length() <= 2 * LONGEST
        && REPOSITORY.matcher(text).matches()
        && !text.contains("--")
        && !text.contains("..")
        && !text.endsWith(".git");
  }

  /** Whether a revision names a commit, which never changes, by its whole hash. */
  static boolean isCommit(String revision) {
    return COMMIT.matcher(revision).matches();
  }

  @Override
  public String toString() {
    return repository
        + revision.map(text -> "@" + text).orElse("")
        + path.map(text -> ":" + text).orElse("");
  }
}
