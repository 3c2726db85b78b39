package org.temper.environments.ifeval;

import java.util.Optional;
import java.util.function.Predicate;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.ifeval.languages.LanguageIdentifier;
import org.temper.environments.ifeval.languages.MissingLinguaException;
import org.temper.environments.ifeval.text.CapitalWords;
import org.temper.environments.ifeval.text.UnicodeText;

/** Checks of a response's language and of its capital and small letters. */
final class LanguageChecks {
  private LanguageChecks() {}

  /** The whole is in a language, as far as anything in it tells. */
  static Check language(Arguments arguments) {
    String code = arguments.text("language");
    return (response, knowledge) -> inLanguage(response, code, knowledge.languages());
  }

  /** The whole is in English and in capital letters. */
  static Check englishCapital(Arguments arguments) {
    return english(UnicodeText::isUpper, "capital");
  }

  /** The whole is in English and in small letters. */
  static Check englishLowercase(Arguments arguments) {
    return english(UnicodeText::isLower, "small");
  }

  private static Check english(Predicate<String> isInCase, String letters) {
    return (response, knowledge) ->
        isInCase.test(response)
            ? inLanguage(response, "en", knowledge.languages())
            : new Verdict.Failed("expected " + letters + " letters alone");
  }

  private static Verdict inLanguage(String text, String code, LanguageIdentifier languages) {
    if (!languages.knows(code)) {
      return new Verdict.Unverified("language: no detector knows \"" + code + "\"");
    }
    try {
      Optional<String> found = languages.identify(text);
      return Findings.of(
          found.isEmpty() || found.get().equals(code),
          "expected the language \"" + code + "\", got \"" + found.orElse("none") + "\"");
    } catch (MissingLinguaException e) {
      return new Verdict.Unverified(String.valueOf(e.getMessage()));
    }
  }

  /** Words in capital letters are there so many times. */
  static Check capitalWords(Arguments arguments) {
    int asked = arguments.count("capital_frequency", 0);
    Relation relation = arguments.relation("capital_relation");
    return (response, knowledge) ->
        relation.verify(
            asked, CapitalWords.count(response, knowledge.sentences()), "words in capital letters");
  }
}
