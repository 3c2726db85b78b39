package org.temper.environments.ifeval.languages;

import com.google.common.collect.ImmutableMap;
import java.lang.Character.UnicodeScript;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The languages in scripts of India that Lingua does not know, and those it mistakes for them. */
final class IndicLanguages {
  private static final ImmutableMap<UnicodeScript, String> BY_SCRIPT =
      ImmutableMap.of(UnicodeScript.KANNADA, "kn", UnicodeScript.MALAYALAM, "ml");

  /** Common words of the languages in Devanagari. */
  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "ne",
          Set.of(
              "छ", "छन्", "छु", "छौं", "छैन", "हो", "हुन्", "हुन्छ", "थियो", "थिए", "र", "पनि",
              "गर्न", "गर्ने", "गरेको", "भएको", "यो", "त्यो", "तपाईं", "तपाईंको", "हामी", "म",
              "मेरो", "लागि", "धेरै", "तर", "सबै"),
          "hi",
          Set.of(
              "है", "हैं", "था", "थे", "थी", "हूं", "हूँ", "और", "के", "में", "का", "की", "से",
              "को", "ने", "नहीं", "यह", "वह", "पर", "लिए", "भी", "आप", "हम", "मैं", "मेरा", "बहुत",
              "ही", "तो"),
          "mr",
          Set.of(
              "आहे", "आहेत", "होते", "होता", "आणि", "मध्ये", "नाही", "हे", "ते", "हा", "या", "व",
              "मी", "तुम्ही", "आम्ही", "खूप", "पण", "साठी", "करा", "आपण"));

  private static final List<String> NEPALI_ENDINGS = List.of("हरू", "हरु", "लाई", "को", "मा", "ले");

  private IndicLanguages() {}

  /** The language, where a text is in one of the scripts and enough of it tells. */
  static Optional<String> identify(String text) {
    return script(text)
        .flatMap(
            script ->
                script == UnicodeScript.DEVANAGARI
                    ? ofCommonWords(text)
                    : Optional.ofNullable(BY_SCRIPT.get(script)));
  }

  /** The script of more than half of a text's letters. */
  private static Optional<UnicodeScript> script(String text) {
    List<UnicodeScript> scripts =
        text.codePoints().filter(Character::isLetter).mapToObj(UnicodeScript::of).toList();
    return scripts.stream()
        .distinct()
        .filter(s -> scripts.stream().filter(s::equals).count() * 2 > scripts.size())
        .findFirst();
  }

  /** The language whose common words occur more often than those of all others. */
  private static Optional<String> ofCommonWords(String text) {
    List<String> words = LinguaIdentifier.words(text);
    Map<String, Long> counts =
        Map.of(
            "ne", count(words, "ne") + words.stream().filter(IndicLanguages::endsNepali).count(),
            "hi", count(words, "hi"),
            "mr", count(words, "mr"));
    long most = Collections.max(counts.values());
    List<String> best =
        counts.entrySet().stream()
            .filter(count -> count.getValue() == most)
            .map(Map.Entry::getKey)
            .toList();
    return best.size() == 1 ? Optional.of(best.get(0)) : Optional.empty();
  }

  private static boolean endsNepali(String word) {
    return NEPALI_ENDINGS.stream().anyMatch(end -> word.endsWith(end) && !word.equals(end));
  }

  private static long count(List<String> words, String language) {
    Set<String> common = WORDS.getOrDefault(language, Set.of());
    return words.stream().filter(common::contains).count();
  }
}
