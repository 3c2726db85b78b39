package org.temper.cli.rl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verifier;
import org.temper.data.PromptCompletion;
import org.temper.environments.traces.Judgment;
import org.temper.environments.traces.Trace;

/** A judge of traces by the reference answers that they hold as their data. */
public final class DataJudge {
  private static final String ANSWER = "answer";

  private DataJudge() {}

  /**
   * A judge by a verifier that has a name.
   *
   * @param verifier {@code number}, {@code exact}, {@code contains}, {@code equation} or {@code
   *     match:REGEX}
   * @return the judge; of a trace without data it throws {@link IllegalArgumentException}, unless
   *     the verifier is a pattern, which needs none
   * @throws IllegalArgumentException if there is no such verifier
   */
  public static Function<Trace, Judgment> of(String verifier) {
    Verifier<PromptCompletion> named =
        NamedVerifiers.of(verifier)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--verifier: expected one of "
                            + String.join(", ", NamedVerifiers.COMPARING)
                            + ", match:REGEX, got "
                            + Excerpt.of(verifier)));
    boolean compares = NamedVerifiers.COMPARING.contains(verifier);
    return Judgment.by(named, trace -> new PromptCompletion("", compares ? reference(trace) : ""));
  }

  private static String reference(Trace trace) {
    JsonNode data = trace.requireData();
    JsonNode answer = data.isObject() ? data.path(ANSWER) : data;
    if (!answer.isValueNode() || answer.isNull()) {
      throw new IllegalArgumentException(
          "data: expected a text, or an object with the field "
              + ANSWER
              + ", got "
              + Excerpt.of(data));
    }
    return answer.asText();
  }
}
