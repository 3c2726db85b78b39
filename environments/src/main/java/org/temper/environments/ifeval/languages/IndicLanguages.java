package org.temper.environments.ifeval.languages;

import com.google.common.collect.ImmutableMap;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The languages of India and Nepal that Lingua does not know. */
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

  /** The language, where it is one of these. */
  static Optional<String> identify(String text) {
    return script(text)
        .flatMap(
            script ->
                script == UnicodeScript.DEVANAGARI && isNepali(text)
                    ? Optional.of("ne")
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

  private static boolean isNepali(String text) {
    List<String> words = LinguaIdentifier.words(text);
    long nepali =
        count(words, "ne")
            + words.stream()
                .filter(w -> NEPALI_ENDINGS.stream().anyMatch(e -> w.endsWith(e) && !w.equals(e)))
                .count();
    return nepali > count(words, "hi") && nepali > count(words, "mr");
  }

  private static long count(List<String> words, String language) {
    Set<String> common = WORDS.get(language);
    return words.stream().filter(common::contains).count();
  }
}
