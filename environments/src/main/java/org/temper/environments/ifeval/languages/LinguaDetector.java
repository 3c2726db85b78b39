package org.temper.environments.ifeval.languages;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.Language;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;

/**
 * Lingua's detector, in the mode that counts runs of three letters: the only class that needs it.
 */
final class LinguaDetector {
  private static final ImmutableMap<Language, String> CODES = codes();

  private static final LanguageDetector DETECTOR =
      LanguageDetectorBuilder.fromLanguages(CODES.keySet().toArray(new Language[0]))
          .withLowAccuracyMode()
          .build();

  private LinguaDetector() {}

  private static ImmutableMap<Language, String> codes() {
    ImmutableMap.Builder<Language, String> codes = ImmutableMap.builder();
    for (String code : LinguaIdentifier.LINGUA) {
      Language language =
          Language.Companion.getByIsoCode639_1(IsoCode639_1.valueOf(Ascii.toUpperCase(code)));
      codes.put(language, code.equals("nb") || code.equals("nn") ? "no" : code);
    }
    return codes.buildOrThrow();
  }

  /** The language of a text with letters; {@code und} where none is likelier than all others. */
  static String identify(String text) {
    return CODES.getOrDefault(DETECTOR.detectLanguageOf(text), "und");
  }
}
