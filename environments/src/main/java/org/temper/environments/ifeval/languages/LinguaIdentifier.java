package org.temper.environments.ifeval.languages;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.temper.environments.ifeval.text.UnicodeText;

/**
 * A detector of 55 languages, the ones that IFEval's reference knows: Kannada and Malayalam by
 * their scripts, Nepali, Hindi and Marathi by their common words, the others by the library {@code
 * com.github.pemistahl:lingua}, an optional dependency. As in the reference, web and mail addresses
 * say nothing, Latin letters say nothing among twice as many others, and only the first 10,000
 * characters are looked at.
 */
public final class LinguaIdentifier implements LanguageIdentifier {

  /** The languages that Lingua tells apart here. */
  static final List<String> LINGUA =
      List.of(
          "af", "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi",
          "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "mk", "mr", "nb",
          "nl", "nn", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sv", "sw", "ta", "te",
          "th", "tl", "tr", "uk", "ur", "vi", "zh");

  private static final int LENGTH = 10_000;

  private static final Pattern WEB_ADDRESS =
      Pattern.compile("https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}");

  private static final Pattern MAIL_ADDRESS =
      Pattern.compile("[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}");

  private static final Set<String> KNOWN =
      ImmutableSet.<String>builder().addAll(LINGUA).add("kn", "ml", "ne", "no").build();

  private static final LinguaIdentifier ONLY = new LinguaIdentifier();

  private LinguaIdentifier() {}

  /**
   * The detector. It loads what it knows of a script's languages when it first sees one.
   *
   * @return the same one each time, for any number of threads
   */
  public static LinguaIdentifier instance() {
    return ONLY;
  }

  @Override
  public boolean knows(String code) {
    return KNOWN.contains(code);
  }

  @Override
  public Optional<String> identify(String text) {
    String letters = foreignOrAll(withoutAddresses(text));
    if (letters.codePoints().noneMatch(Character::isLetter)) {
      return Optional.empty();
    }
    Optional<String> known = IndicLanguages.identify(letters);
    return Optional.of(known.orElseGet(() -> byLingua(letters)));
  }

  private static String byLingua(String text) {
    try {
      return LinguaDetector.identify(text);
    } catch (NoClassDefFoundError e) {
      throw new MissingLinguaException(e);
    }
  }

  private static String withoutAddresses(String text) {
    String start = text.substring(0, Math.min(text.length(), 2 * LENGTH));
    String left = MAIL_ADDRESS.matcher(WEB_ADDRESS.matcher(start).replaceAll(" ")).replaceAll(" ");
    return left.substring(0, Math.min(left.length(), LENGTH));
  }

  /** The text without Latin letters where others outnumber them by two to one, or all of it. */
  private static String foreignOrAll(String text) {
    long latin = text.chars().filter(LinguaIdentifier::isLatin).count();
    long foreign = text.chars().filter(c -> c >= 0x300 && !(c >= 0x1e00 && c <= 0x1eff)).count();
    return latin * 2 < foreign ? text.replaceAll("[A-z]", "") : text;
  }

  private static boolean isLatin(int c) {
    return c >= 'A' && c <= 'z';
  }

  /** The words of a text, without marks. */
  static List<String> words(String text) {
    return UnicodeText.split(text.replaceAll("[\\p{P}\\p{S}]", " "));
  }
}
