package org.temper.environments.ifeval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.rollouts.Verdict;

class InstructionFollowingTest {
  private static Arguments of(String id, String kwargs, String response, String verdicts) {
    return arguments(id, kwargs, response, verdicts);
  }

  /** An instruction, its arguments, a response, and the verdicts worked out by hand. */
  private static Stream<Arguments> cases() {
    String three = "{\"num_words\":3,\"relation\":\"at least\"}";
    String below = "{\"num_words\":3,\"relation\":\"less than\"}";
    String words = "length_constraints:number_words";
    String sentences = "length_constraints:number_sentences";
    String paragraphs = "length_constraints:number_paragraphs";
    String first = "length_constraints:nth_paragraph_first_word";
    String second = "{\"num_paragraphs\":2,\"nth_paragraph\":2,\"first_word\":\"Elm\"}";
    String bullets = "detectable_format:number_bullet_lists";
    String highlights = "detectable_format:number_highlighted_sections";
    String sections = "detectable_format:multiple_sections";
    String twoSections = "{\"section_spliter\":\"SECTION\",\"num_sections\":2}";
    String json = "detectable_format:json_format";
    String title = "detectable_format:title";
    String postscript = "detectable_content:postscript";
    String placeholders = "detectable_content:number_placeholders";
    String two = "combination:two_responses";
    String end = "startend:end_checker";
    String bye = "{\"end_phrase\":\"Bye.\"}";
    String capital = "change_case:capital_word_frequency";
    String twoCapital = "{\"capital_frequency\":2,\"capital_relation\":\"at least\"}";
    String letter = "keywords:letter_frequency";
    String frequency = "keywords:frequency";
    String often = "{\"keyword\":\"go\",\"frequency\":2,\"relation\":\"at least\"}";
    return Stream.of(
        of(words, three, "one two three", "PP"),
        // The hyphen is no character of a word, the underscore is.
        of(words, three, "one two-three", "PP"),
        of(words, three, "one two_three", "FF"),
        of(words, below, "one two", "PP"),
        // Three words; without its last line it has two.
        of(words, below, "one two\nthree", "FP"),
        of(sentences, "{\"num_sentences\":2,\"relation\":\"at least\"}", "A dog. It barks!", "PP"),
        of(sentences, "{\"num_sentences\":2,\"relation\":\"at least\"}", "Dr. Dog barks.", "FF"),
        of(paragraphs, "{\"num_paragraphs\":2}", "a\n***\nb", "PP"),
        of(paragraphs, "{\"num_paragraphs\":2}", "***\na\n***\nb\n***", "PP"),
        of(paragraphs, "{\"num_paragraphs\":2}", "a\n***\n \n***\nb", "FF"),
        of(first, second, "Oak.\n\n\"Elm, too", "PP"),
        of(first, second, "Oak.\n\nElms too", "FF"),
        // Three paragraphs; without its last line it has two.
        of(first, second, "Oak.\n\nElm\n\nAsh", "FP"),
        of(bullets, "{\"num_bullets\":2}", "* a\n - b", "PP"),
        of(bullets, "{\"num_bullets\":2}", "* a\n** b", "FF"),
        // The asterisk alone takes the line after it with it.
        of(bullets, "{\"num_bullets\":1}", "*\n* a", "PP"),
        of(bullets, "{\"num_bullets\":1}", "- a\n- b", "FP"),
        of(highlights, "{\"num_highlights\":2}", "*a* and *b*", "PP"),
        // A double one counts once as double; the empty single ones at its edges do not.
        of(highlights, "{\"num_highlights\":2}", "**a** and *\n*", "FF"),
        of(sections, twoSections, "SECTION 1 a SECTION2 b", "PP"),
        of(sections, twoSections, "SECTION 1 a Section 2 b", "FF"),
        of(json, "{}", "```json\n{\"a\": [1, NaN]}\n```", "PP"),
        of(json, "{}", "{\"a\": [1,]}", "FF"),
        of(json, "{}", "Sure:\n{\"a\": 1}", "FP"),
        of(json, "{}", "1 2", "FF"),
        of(json, "{}", "INF", "FF"),
        of(title, "{}", "<<Joy>> of", "PP"),
        of(title, "{}", "<< >> of <Joy>", "FF"),
        of(title, "{}", "<<Joy\n>>", "FF"),
        of(postscript, "{\"postscript_marker\":\"P.S.\"}", "bye\np. s. more", "PP"),
        of(postscript, "{\"postscript_marker\":\"P.S.\"}", "bye\nPS more", "FF"),
        of(postscript, "{\"postscript_marker\":\"P.P.S\"}", "p.p.s", "PP"),
        of(postscript, "{\"postscript_marker\":\"P.P.S\"}", "P.S. more", "FF"),
        of(postscript, "{\"postscript_marker\":\"NB:\"}", "nb: more", "PP"),
        of(placeholders, "{\"num_placeholders\":2}", "[a] [] ]", "PP"),
        of(placeholders, "{\"num_placeholders\":2}", "[a] [b\n]", "FF"),
        of("detectable_format:constrained_response", "{}", "Well. My answer is no.", "PP"),
        of("detectable_format:constrained_response", "{}", "My answer is No.", "FF"),
        of(two, "{}", "a ****** b", "PP"),
        of(two, "{}", "a ****** a", "FF"),
        of(two, "{}", "a ****** ****** b", "FF"),
        of(two, "{}", "****** a ****** b ******", "PP"),
        of("combination:repeat_prompt", "{\"prompt_to_repeat\":\"Say A.\"}", "say a. A", "PP"),
        of("combination:repeat_prompt", "{\"prompt_to_repeat\":\"Say A.\"}", "A. Say A.", "FF"),
        of(end, bye, "So long. \"bye.\" ", "PP"),
        of(end, bye, "Bye. So long.", "FF"),
        of(end, bye, "Bye.\nSo long.", "FP"),
        of("startend:quotation", "{}", " \"a\" ", "PP"),
        of("startend:quotation", "{}", "\"", "FF"),
        of("punctuation:no_comma", "{}", "a; b", "PP"),
        of("punctuation:no_comma", "{}", "a, b", "FF"),
        of("punctuation:no_comma", "{}", "Well, yes:\na", "FP"),
        of(capital, twoCapital, "I AM here", "PP"),
        // DO and N'T.
        of(capital, twoCapital, "DON'T", "PP"),
        of(capital, twoCapital, "NASA-ESA here", "FF"),
        of("change_case:english_capital", "{}", "A DOG!", "PP"),
        of("change_case:english_capital", "{}", "A DOg!", "FF"),
        of("change_case:english_lowercase", "{}", "a dog!", "PP"),
        of("change_case:english_lowercase", "{}", "der hund", "FF"),
        of("change_case:english_lowercase", "{}", "123", "FF"),
        of("language:response_language", "{\"language\":\"de\"}", "der Hund", "PP"),
        of("language:response_language", "{\"language\":\"de\"}", "the dog", "FF"),
        // Nothing tells: held for followed, as in the reference.
        of("language:response_language", "{\"language\":\"de\"}", "123", "PP"),
        of("language:response_language", "{\"language\":\"tlh\"}", "nuqneH", "UU"),
        of("keywords:existence", "{\"keywords\":[\"sun\",\"moon\"]}", "SUNNY moon", "PP"),
        of("keywords:existence", "{\"keywords\":[\"sun\",\"moon\"]}", "SUNNY mon", "FF"),
        of("keywords:forbidden_words", "{\"forbidden_words\":[\"sun\"]}", "sunny", "PP"),
        of("keywords:forbidden_words", "{\"forbidden_words\":[\"sun\"]}", "The Sun's", "FF"),
        of(frequency, often, "Go, gopher", "PP"),
        of(frequency, often, "Go", "FF"),
        // A keyword is no regular expression.
        of(frequency, "{\"keyword\":\".\",\"frequency\":1,\"relation\":\"less than\"}", "a", "PP"),
        of(
            letter,
            "{\"letter\":\"Q\",\"let_frequency\":2,\"let_relation\":\"at least\"}",
            "qQ",
            "PP"),
        of(
            letter,
            "{\"letter\":\"#\",\"let_frequency\":1,\"let_relation\":\"less than\"}",
            "#",
            "FF"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void verdictsAreThoseWorkedOutByHand(String id, String kwargs, String response, String verdicts) {
    assertThat(IfevalTasks.verdicts(id, kwargs, response)).isEqualTo(verdicts);
  }

  @ParameterizedTest
  @EnumSource(InstructionType.class)
  void everyKindHasACaseThatPassesAndOneThatFails(InstructionType type) {
    assertThat(cases().filter(c -> c.get()[0].equals(type.id())))
        .anyMatch(c -> c.get()[3].toString().startsWith("P"))
        .anyMatch(c -> c.get()[3].toString().startsWith("F"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBlankResponseFollowsNothing(String id, String kwargs, String response, String verdicts) {
    assertThat(IfevalTasks.verdicts(id, kwargs, " \u00a0\u001c\n")).isEqualTo("FF");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void longAndOddResponsesAreCheckedInABoundedTime(
      String id, String kwargs, String response, String verdicts) {
    IfevalTask task = IfevalTasks.task(id, kwargs);
    for (String odd :
        new String[] {
          "[", "<<", "*", "**a", "- ", "\n", " ", ".", "! ", "{", "\"", "\ud800", "a.b'"
        }) {
      assertThatCode(() -> IfevalTasks.CHECKER.check(task, odd.repeat(2_000)))
          .as(odd)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void timeIsProportionalToLength() {
    IfevalTask task =
        IfevalTask.of(
            IfevalTasks.record(
                "{\"key\":1,\"prompt\":\"p\",\"instruction_id_list\":[\"detectable_format:title\","
                    + "\"detectable_format:number_bullet_lists\","
                    + "\"detectable_content:number_placeholders\","
                    + "\"length_constraints:number_sentences\"],\"kwargs\":[{},{\"num_bullets\":1},"
                    + "{\"num_placeholders\":1},"
                    + "{\"num_sentences\":9,\"relation\":\"less than\"}]}"));
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (String odd : List.of("[", "<<", "\n", ".", "?)")) {
            IfevalTasks.CHECKER.check(task, odd.repeat(300_000));
          }
        });
  }

  @Test
  void aVerdictSaysWhatWasExpectedAndWhatWasFound() {
    IfevalTask task =
        IfevalTasks.task(
            "length_constraints:number_words", "{\"num_words\":3,\"relation\":\"at least\"}");
    assertThat(IfevalTasks.CHECKER.strict().verify(task, "one two"))
        .isEqualTo(new Verdict.Failed("expected at least 3 words, got 2"));
  }

  @Test
  void aResponseIsJudgedByAllInstructionsOfItsPrompt() {
    IfevalTask task =
        IfevalTask.of(
            IfevalTasks.record(
                "{\"key\":\"k\",\"prompt\":\"p\",\"instruction_id_list\":[\"punctuation:no_comma\","
                    + "\"language:response_language\"],\"kwargs\":[{},{\"language\":\"tlh\"}]}"));
    assertThat(IfevalTasks.CHECKER.strict().verify(task, "a, b"))
        .isInstanceOf(Verdict.Failed.class);
    assertThat(IfevalTasks.CHECKER.strict().verify(task, "a"))
        .isEqualTo(new Verdict.Unverified("language: no detector knows \"tlh\""));
    assertThat(IfevalTasks.CHECKER.loose().verify(task, "a,\nb"))
        .isInstanceOf(Verdict.Unverified.class);
  }
}
