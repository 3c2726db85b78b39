package org.temper.environments.verifiers.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.temper.api.rollouts.Verdict;

class CallsProperties {
  private static final List<BfclTask> TASKS =
      List.of(task("simple_python_0"), task("simple_java_0"), task("parallel_0"));

  private static BfclTask task(String id) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return new BfclTask(
        id,
        json.arrayNode(),
        List.of(json.objectNode().put("name", "f")),
        List.of(new PossibleCall("f", Map.of("a", List.of(new PythonValue.Str("x"))))));
  }

  @Provide
  Arbitrary<String> nearlyCalls() {
    return Arbitraries.of(
            "f", "g.h", "(", ")", "[", "]", "{", "}", ",", "=", "'", "\"", "a", "1", "-", "**", "/",
            ".", " ", "\n", "#", "\\", "None", "new", "<", ">", "put", ";", "```", ":", "é", "\0")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 2000)
  void anyTextIsSurvived(@ForAll("nearlyCalls") String text) {
    for (BfclTask task : TASKS) {
      assertThat(new BfclVerifier().verify(task, text)).isInstanceOf(Verdict.Failed.class);
    }
  }

  @Property(tries = 300)
  void stringsAreReadAsTheyWereWritten(@ForAll String text) throws MalformedCallsException {
    String literal =
        "\""
            + text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
            + "\"";
    assertThat(PythonCalls.parse("f(a=" + literal + ")").get(0).arguments())
        .isEqualTo(Map.of("a", new PythonValue.Str(text)));
  }
}
