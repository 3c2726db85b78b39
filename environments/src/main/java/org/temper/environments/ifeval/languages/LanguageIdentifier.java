package org.temper.environments.ifeval.languages;

import java.util.Optional;

/** A detector of the language that a text is written in. */
public interface LanguageIdentifier {

  /**
   * Whether the detector can tell a language from others.
   *
   * @param code the language's ISO 639-1 code in small letters, such as {@code en}
   * @return false for a language that it does not know
   */
  boolean knows(String code);

  /**
   * The language of a text.
   *
   * @param text any text
   * @return its ISO 639-1 code, or {@code und} for letters that could be of any; empty where the
   *     text has no letters
   * @throws MissingLinguaException if the detector needs the library Lingua, which is not there
   */
  Optional<String> identify(String text);
}
