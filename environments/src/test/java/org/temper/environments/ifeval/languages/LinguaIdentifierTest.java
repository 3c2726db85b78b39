package org.temper.environments.ifeval.languages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinguaIdentifierTest {
  private static final LinguaIdentifier LANGUAGES = LinguaIdentifier.instance();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "kn|ಇಂದು ಹವಾಮಾನ ತುಂಬಾ ಚೆನ್ನಾಗಿದೆ",
        "ml|ഇന്ന് കാലാവസ്ഥ വളരെ നല്ലതാണ്",
        "ne|आज मौसम धेरै राम्रो छ र हामी साथीहरूसँग नदीको किनारमा घुम्न जाँदैछौं",
        "hi|आज मौसम बहुत अच्छा है और हम अपने दोस्तों के साथ घूमने जा रहे हैं",
        "mr|आज हवामान खूप छान आहे आणि आम्ही फिरायला जात आहोत",
        "ko|오늘은 날씨가 매우 좋아서 강변을 산책하러 갑니다",
        "th|วันนี้อากาศดีมาก mail@example.org http://example.com/a",
        "ru|Сегодня прекрасная погода, и мы идём гулять вдоль реки"
      })
  void languagesAreIdentified(String code, String text) {
    assertThat(LANGUAGES.identify(text)).hasValue(code);
    assertThat(LANGUAGES.knows(code)).isTrue();
  }

  @Test
  void whatHasNoLettersHasNoLanguage() {
    assertThat(LANGUAGES.identify("123 !? http://example.com")).isEmpty();
    assertThat(LANGUAGES.knows("tlh")).isFalse();
  }

  @Test
  void theLibraryThatIsMissingIsNamed() throws IOException, ReflectiveOperationException {
    try (URLClassLoader without = withoutLingua()) {
      Class<?> type = without.loadClass(LinguaIdentifier.class.getName());
      Object languages = type.getMethod("instance").invoke(null);
      assertThat(type.getMethod("identify", String.class).invoke(languages, "123").toString())
          .isEqualTo("Optional.empty");
      for (int time = 0; time < 2; time++) {
        assertThatThrownBy(
                () -> type.getMethod("identify", String.class).invoke(languages, "a dog"))
            .isInstanceOf(InvocationTargetException.class)
            .cause()
            .hasMessage(
                "language: expected the library com.github.pemistahl:lingua on the class path,"
                    + " got none");
      }
    }
  }

  private static URLClassLoader withoutLingua() {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("lingua"))
            .map(LinguaIdentifierTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
