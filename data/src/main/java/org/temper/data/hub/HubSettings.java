package org.temper.data.hub;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/**
 * The settings that Hugging Face's libraries read from the environment, read as they do.
 *
 * @param cache the folder of the cache: {@code HF_HUB_CACHE}, else {@code hub} in {@code HF_HOME},
 *     else in {@code huggingface} in {@code XDG_CACHE_HOME}, else in {@code ~/.cache/huggingface}
 * @param endpoint where repositories are asked for: {@code HF_ENDPOINT}, else {@code
 *     https://huggingface.co}
 * @param token what is shown to the endpoint, and to no other host: {@code HF_TOKEN}, else what the
 *     file {@code HF_TOKEN_PATH} holds, else {@code token} in {@code HF_HOME}
 * @param access whether the endpoint may be asked: not with {@code HF_HUB_OFFLINE=1}
 * @param linking how a snapshot's files lead to their contents: copies with {@code
 *     HF_HUB_DISABLE_SYMLINKS=1}
 */
public record HubSettings(
    Path cache, URI endpoint, Optional<String> token, Access access, Linking linking) {

  private static final String HUGGING_FACE = "https://huggingface.co";
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{(?<braced>\\w+)\\}|(?<plain>\\w+))");
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  /** Whether the endpoint may be asked. */
  public enum Access {
    /** Where the cache does not hold something. */
    ONLINE,
    /** Never. */
    OFFLINE
  }

  /** How a snapshot's files lead to their contents. */
  public enum Linking {
    /** By symbolic links, or copies where the system has none. */
    LINKS,
    /** By being them. */
    COPIES
  }

  /** Checks. */
  public HubSettings {
    String scheme = String.valueOf(endpoint.getScheme());
    checkArgument(
        (scheme.equals("https") || scheme.equals("http"))
            && endpoint.getHost() != null
            && endpoint.getUserInfo() == null
            && endpoint.getQuery() == null
            && endpoint.getFragment() == null,
        "HF_ENDPOINT: expected an address such as https://huggingface.co, got %s",
        Excerpt.of(endpoint));
    // The value of a token is told to nobody.
    checkArgument(
        token.isEmpty() || TOKEN.matcher(token.get()).matches(),
        "HF_TOKEN: expected letters and digits such as hf_…, got other characters among them");
  }

  /**
   * What an environment says.
   *
   * @param environment variables by name
   * @return the settings
   * @throws IllegalArgumentException if a variable is malformed
   * @throws IOException if the file of the token cannot be read
   */
  public static HubSettings of(Map<String, String> environment) throws IOException {
    Variables variables = new Variables(environment);
    Path home =
        variables
            .path("HF_HOME")
            .orElseGet(
                () ->
                    variables
                        .path("XDG_CACHE_HOME")
                        .orElseGet(() -> variables.home().resolve(".cache"))
                        .resolve("huggingface"));
    return new HubSettings(
        variables
            .path("HF_HUB_CACHE")
            .or(() -> variables.path("HUGGINGFACE_HUB_CACHE"))
            .orElseGet(() -> home.resolve("hub")),
        address(variables.text("HF_ENDPOINT").orElse(HUGGING_FACE)),
        token(variables, home),
        variables.isTrue("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE") ? Access.OFFLINE : Access.ONLINE,
        variables.isTrue("HF_HUB_DISABLE_SYMLINKS") ? Linking.COPIES : Linking.LINKS);
  }

  private static URI address(String text) {
    try {
      return new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT: expected an address such as https://huggingface.co, got "
              + Excerpt.of(text),
          e);
    }
  }

  private static Optional<String> token(Variables variables, Path home) throws IOException {
    Optional<String> given =
        variables.text("HF_TOKEN").or(() -> variables.text("HUGGING_FACE_HUB_TOKEN"));
    Path file = variables.path("HF_TOKEN_PATH").orElseGet(() -> home.resolve("token"));
    if (given.isPresent() || !Files.isRegularFile(file)) {
      return given;
    }
    return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
  }

  /** The endpoint's host, as messages name it. */
  String host() {
    return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getAuthority();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return String.format(
        "HubSettings[cache=%s, endpoint=%s, token=%s, access=%s, linking=%s]",
        cache, endpoint, token.isPresent() ? "given" : "none", access, linking);
  }

  /** Variables as shells and Python's libraries read them. */
  private record Variables(Map<String, String> environment) {

    /** A text that is empty is none. */
    Optional<String> text(String name) {
      return Optional.ofNullable(environment.get(name))
          .map(String::strip)
          .filter(text -> !text.isEmpty());
    }

    /** The first of the names that is there decides. */
    boolean isTrue(String... names) {
      return Arrays.stream(names)
          .flatMap(name -> text(name).stream())
          .findFirst()
          .map(text -> TRUE.contains(text.toUpperCase(Locale.ROOT)))
          .orElse(false);
    }

    Path home() {
      return Path.of(
          text("HOME")
              .or(() -> text("USERPROFILE"))
              .orElseGet(() -> System.getProperty("user.home")));
    }

    /** A path, {@code ~} and other variables in it filled in. */
    Optional<Path> path(String name) {
      return text(name)
          .map(text -> text.matches("~(?:[/\\\\].*)?") ? home() + text.substring(1) : text)
          .map(text -> VARIABLE.matcher(text).replaceAll(this::value))
          .map(text -> Path.of(text).toAbsolutePath().normalize());
    }

    private String value(MatchResult found) {
      String name = found.group(1) == null ? found.group(2) : found.group(1);
      return Matcher.quoteReplacement(environment.getOrDefault(name, found.group()));
    }
  }
}
