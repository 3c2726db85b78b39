package org.temper.environments.choices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.rollouts.Verdict;

class ChoiceQuestionsTest {
  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void theAuthorsFilesHaveASubjectEach() throws IOException {
    write("sports_val.csv", "Who wins?,\"a, b\",c,d,e,B\n");
    write("world_religions_val.csv", "\"Who\nis it?\",1,2,3,4,D\nWhat?,1,1,3,4, a\n");
    List<ChoiceQuestion> questions = MmluQuestions.read(directory);
    assertThat(questions)
        .containsExactly(
            ChoiceQuestion.of("sports/0", "sports", "Who wins?", List.of("a, b", "c", "d", "e"), 1),
            ChoiceQuestion.of(
                "world_religions/0",
                "world_religions",
                "Who\nis it?",
                List.of("1", "2", "3", "4"),
                3),
            ChoiceQuestion.of(
                "world_religions/1", "world_religions", "What?", List.of("1", "1", "3", "4"), 0));
  }

  @Test
  void recordsHaveTheirSubjectInAField() throws IOException {
    Path data =
        write(
            "test.jsonl",
            """
            {"question": "Who?", "subject": "law", "choices": ["x", "y", "z"], "answer": 2}
            {"question": "What?", "subject": "law", "choices": ["x", "y"], "answer": "A"}
            """);
    assertThat(MmluQuestions.read(data))
        .containsExactly(
            ChoiceQuestion.of("law/0", "law", "Who?", List.of("x", "y", "z"), 2),
            ChoiceQuestion.of("law/1", "law", "What?", List.of("x", "y"), 0));
  }

  @Test
  void whatIsNoQuestionIsNamed() throws IOException {
    Path few = write("few_test.csv", "Who?,1,2,3,4,A\nWho?,1,2,A\n");
    assertThatThrownBy(() -> MmluQuestions.read(few))
        .hasMessage(few + ":2: expected question, A, B, C, D and the right letter, got 4 values");
    Path letter = write("letter_test.csv", "Who?,1,2,3,4,Paris\n");
    assertThatThrownBy(() -> MmluQuestions.read(letter))
        .hasMessage(letter + ":1: expected the letter of an option, got Paris");
    Path beyond = write("beyond_test.csv", "Who?,1,2,3,4,E\n");
    assertThatThrownBy(() -> MmluQuestions.read(beyond))
        .hasMessageStartingWith(beyond + ":1: right: expected indices of 4 options, the best");
    Path record =
        write("r.jsonl", "{\"question\": \"Who?\", \"choices\": [\"x\"], \"answer\": 0}\n");
    assertThatThrownBy(() -> MmluQuestions.read(record))
        .hasMessageContaining("r.jsonl:1")
        .hasMessageContaining("expected at least two");
    Path none = write("n.jsonl", "{\"question\": \"Who?\", \"choices\": [\"x\", \"y\"]}\n");
    assertThatThrownBy(() -> MmluQuestions.read(none))
        .hasMessageContaining("n.jsonl:1")
        .hasMessageContaining("expected an index or a letter, got none");
    Path empty = write("empty_test.csv", "\n");
    assertThatThrownBy(() -> MmluQuestions.read(empty))
        .hasMessageContaining("expected at least one question, got none");
  }

  @Test
  void truthfulQuestionsHaveRightAndWrongAnswers() throws IOException {
    Path table =
        write(
            "TruthfulQA.csv",
            """
            Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source
            Adversarial,Health,Is it?,No,No; It is not; Never,Yes; It is; No,http
            """);
    ChoiceQuestion expected =
        new ChoiceQuestion(
            "0",
            "Health",
            "Is it?",
            List.of("No", "It is not", "Never", "Yes", "It is"),
            0,
            Set.of(0, 1, 2));
    assertThat(TruthfulQuestions.read(table)).containsExactly(expected);
    Path records =
        write(
            "validation.jsonl",
            """
            {"question": "Is it?", "mc1_targets": {"choices": ["No", "Yes"], "labels": [1, 0]}, \
            "mc2_targets": {"choices": ["No", "It is not", "Never", "Yes", "It is"], \
            "labels": [1, 1, 1, 0, 0]}}
            """);
    assertThat(TruthfulQuestions.read(records).get(0).options()).isEqualTo(expected.options());
    assertThat(TruthfulQuestions.read(records).get(0).right()).isEqualTo(expected.right());
    Path right =
        write(
            "right.csv",
            "Category,Question,Best Answer,Correct Answers,Incorrect Answers\nH,Q,No,No,No\n");
    assertThatThrownBy(() -> TruthfulQuestions.read(right))
        .hasMessageContaining("right.csv:2")
        .hasMessageContaining("at least one wrong one, got 1 and 0");
  }

  @Test
  void aLetterIsFoundInWhatIsWritten() {
    ChoiceQuestion question =
        ChoiceQuestion.of("k", "c", "Who?", List.of("Ann", "Ben", "A currency", "Dan"), 2);
    ChoiceVerifier verifier = new ChoiceVerifier();
    for (String right :
        List.of(
            "C",
            " (C) since it is so",
            "**C**",
            "C. A currency",
            "It might be A. But the answer is C.",
            "Answer: C",
            "The answer is: **C**",
            "A currency")) {
      assertThat(verifier.verify(question, right)).as(right).isEqualTo(new Verdict.Passed());
    }
    assertThat(verifier.verify(question, "B\n")).isEqualTo(new Verdict.Failed("expected C, got B"));
    for (String other : List.of("", "Nobody", "A dog is", "E", "The answer is Canada")) {
      assertThat(verifier.verify(question, other)).as(other).isInstanceOf(Verdict.Failed.class);
    }
  }
}
