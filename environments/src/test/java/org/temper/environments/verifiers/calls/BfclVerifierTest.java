package org.temper.environments.verifiers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.rollouts.Verdict;

class BfclVerifierTest {
  private static final String FUNCTION =
      "{'name': 'geo.trip', 'parameters': {'type': 'dict', 'properties': {"
          + "'city': {'type': 'string'}, 'days': {'type': 'integer'}, 'budget': {'type': 'float'},"
          + "'stops': {'type': 'array', 'items': {'type': 'string'}},"
          + "'marks': {'type': 'array', 'items': {'type': 'float'}},"
          + "'who': {'type': 'dict', 'properties': {}}},"
          + "'required': ['city', 'days']}}";
  private static final String OTHER =
      "{'name': 'end', 'parameters': {'properties': {'now': {'type': 'boolean'}}, 'required': []}}";
  private static final String TRIP =
      "{'geo.trip': {'city': ['New York, NY', 'NYC'], 'days': [3], 'budget': [1.0, ''],"
          + "'stops': [['Bronx', 'Queens'], ''], 'marks': [[1.5, 2.0], ''],"
          + "'who': [{'name': ['Ann'], 'age': [30, '']}, '']}}";

  @TempDir private Path directory;
  private BfclTask trip;

  @BeforeEach
  void readATask() throws IOException {
    trip = task("simple_python_0", TRIP);
  }

  private BfclTask task(String id, String answers) throws IOException {
    Path questions = directory.resolve("q.json");
    Path possible = directory.resolve("a.json");
    Files.writeString(
        questions,
        "{'id': '%s', 'question': [[]], 'function': [%s, %s]}"
            .formatted(id, FUNCTION, OTHER)
            .replace('\'', '"'));
    Files.writeString(
        possible, "{'id': '%s', 'ground_truth': [%s]}".formatted(id, answers).replace('\'', '"'));
    return BfclTask.read(questions, possible).get(0);
  }

  private static Verdict verify(BfclTask task, String text) {
    return new BfclVerifier().verify(task, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[geo.trip(city='New York, NY', days=3)]",
        "geo.trip(city=\"new york ny\", days=3)",
        "[geo.trip(days=3, city='NYC', budget=1)]",
        "[geo.trip(city='N.Y.C.', days=1+2, stops=['bronx', 'QUEENS'])]",
        "[geo.trip(city='NYC', days=3, marks=[1.5, 2.0], who={'name': 'ann'})]",
        "[{\"name\": \"geo.trip\", \"arguments\": {\"city\": \"NYC\", \"days\": 3}}]",
        "```json\n{\"function\": \"geo.trip\", \"parameters\": {\"city\": \"NYC\", \"days\": 3}}\n```",
        "{\"geo.trip\": \"{\\\"city\\\": \\\"NYC\\\", \\\"days\\\": 3}\"}",
      })
  void theRightCallPassesHoweverItIsSpelled(String text) {
    assertThat(verify(trip, text)).isEqualTo(new Verdict.Passed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I would call geo.trip.",
        "[geo.trip(city='NYC')]",
        "[geo.trip('NYC', 3)]",
        "[geo.trip(city='Boston', days=3)]",
        "[geo.trip(city='NYC', days=4)]",
        "[geo.trip(city='NYC', days=3.0)]",
        "[geo.trip(city='NYC', days='3')]",
        "[geo.trip(city='NYC', days=True)]",
        "[geo.trip(city='NYC', days=3, stops=['Queens', 'Bronx'])]",
        "[geo.trip(city='NYC', days=3, stops=('Bronx', 'Queens'))]",
        "[geo.trip(city='NYC', days=3, who={'age': 30})]",
        "[geo.trip(city='NYC', days=3, who={'name': 'Ann', 'pet': 'cat'})]",
        "[geo.trip(city='NYC', days=3, mood='good')]",
        "[trip(city='NYC', days=3)]",
        "[geo_trip(city='NYC', days=3)]",
        "[geo.trip(city='NYC', days=3), geo.trip(city='NYC', days=3)]",
        "[end(now=True)]",
        "[]",
        "[{\"name\": \"geo.trip\", \"arguments\": [3]}]",
      })
  void aNearMissFails(String text) {
    assertThat(verify(trip, text)).isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void severalCallsComeInAnyOrder() throws IOException {
    BfclTask task = task("parallel_multiple_0", TRIP + ", {'end': {'now': [true]}}");
    assertThat(verify(task, "[end(now=True), geo.trip(city='NYC', days=3)]"))
        .isEqualTo(new Verdict.Passed());
    assertThat(verify(task, "[geo.trip(city='NYC', days=3), end(now=False)]"))
        .isInstanceOf(Verdict.Failed.class);
    assertThat(verify(task, "[geo.trip(city='NYC', days=3), geo.trip(city='NYC', days=3)]"))
        .isInstanceOf(Verdict.Failed.class);
    assertThat(verify(task, "[end(now=True)]"))
        .isEqualTo(new Verdict.Failed("expected 2 calls, got 1"));
  }

  @Test
  void aReasonNamesTheArgument() {
    assertThat(verify(trip, "[geo.trip(city='NYC', days=4)]"))
        .isEqualTo(
            new Verdict.Failed(
                "days: expected one of [Int[value=3]], got another value: Int[value=4]"));
  }

  @Test
  void aTaskOfAnotherCheckIsRefused() {
    assertThatThrownBy(() -> task("multi_turn_base_0", TRIP))
        .hasMessageContaining("q.json:1: id: ")
        .hasMessageContaining("expected a task of simple, multiple");
    assertThatThrownBy(() -> task("simple_python_0", "{'missing': {}}"))
        .hasMessageContaining("expected calls of [geo.trip, end], got missing");
    assertThatThrownBy(() -> task("irrelevance_0", TRIP)).hasMessageContaining("expected none");
  }

  @Test
  void valuesAreAsPythonHasThem() throws MalformedCallsException {
    String values =
        "f(a=-1.5e-3, b=[1, (2, 3), {}], c='a' \"b\\n\\x41\\u00e9\", d=None, e=0x1F, g=1_000,"
            + " h=2**10 - 7 // 2, i=x, j=g(y=1), k=g(1), l=m[0], n=r'\\d', o='''q\n''', p=(1), q=1/4)";
    assertThat(PythonCalls.parse(values).get(0).arguments().values().stream().map(Object::toString))
        .containsExactly(
            "Floating[value=-0.0015]",
            "Items[type=LIST, values=[Int[value=1], Items[type=TUPLE, values=[Int[value=2],"
                + " Int[value=3]]], Dict[values={}]]]",
            "Str[value=ab\nAé]",
            "None[]",
            "Int[value=31]",
            "Int[value=1000]",
            "Int[value=1021]",
            "Str[value=x]",
            "Dict[values={g=Dict[values={y=Int[value=1]}]}]",
            "Str[value=g(1)]",
            "Str[value=m[0]]",
            "Str[value=\\d]",
            "Str[value=q\n]",
            "Int[value=1]",
            "Floating[value=0.25]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f(", "f(a=", "f(a='x", "f(a=1", "f(a=1))", "f(a=2**99999999)", "f(a=1/0)", "f(a={1})",
        "f(a=007)", "f(a='\\x4')", "f(a=b.c)", "f(a=lambda: 1)", "f(a=1, 2)", "1", "f", "[f]"
      })
  void otherTextHoldsNoCalls(String text) {
    assertThatThrownBy(() -> PythonCalls.parse(text)).isInstanceOf(MalformedCallsException.class);
  }

  @Test
  void deepTextEndsToo() {
    for (String open : List.of("[", "(", "{1:", "-", "f(a=", "2**", "'", "{\"a\":")) {
      String deep = "f(a=" + open.repeat(50_000);
      assertThat(verify(trip, deep)).isInstanceOf(Verdict.Failed.class);
      assertThat(verify(trip, open.repeat(50_000))).isInstanceOf(Verdict.Failed.class);
    }
  }
}
