package org.temper.environments.ifeval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.temper.api.rollouts.Verdict;
import org.temper.data.JsonRecord;
import org.temper.environments.ifeval.languages.LanguageIdentifier;
import org.temper.environments.ifeval.text.SentenceModel;

/** Tasks of one instruction, and a checker that needs no library of languages. */
final class IfevalTasks {

  /** Takes texts with "der" for German, all others with letters for English. */
  static final LanguageIdentifier ENGLISH_OR_GERMAN =
      new LanguageIdentifier() {
        @Override
        public boolean knows(String code) {
          return code.equals("en") || code.equals("de");
        }

        @Override
        public Optional<String> identify(String text) {
          return text.codePoints().noneMatch(Character::isLetter)
              ? Optional.empty()
              : Optional.of(text.contains("der") ? "de" : "en");
        }
      };

  static final InstructionFollowing CHECKER =
      InstructionFollowing.with(ENGLISH_OR_GERMAN, SentenceModel.english());

  private IfevalTasks() {}

  static JsonRecord record(String json) {
    try {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(json);
      return JsonRecord.of(Path.of("tasks.jsonl"), 1, node, JsonRecord.Values.TYPED);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static IfevalTask task(String id, String arguments) {
    return IfevalTask.of(
        record(
            "{\"key\":1,\"prompt\":\"p\",\"instruction_id_list\":[\"%s\"],\"kwargs\":[%s]}"
                .formatted(id, arguments)));
  }

  /** P passed, F failed, U unverified: strictly, then loosely. */
  static String verdicts(String id, String arguments, String response) {
    IfevalResult result = CHECKER.check(task(id, arguments), response);
    return letter(result.strict().get(0)) + letter(result.loose().get(0));
  }

  private static String letter(Verdict verdict) {
    return verdict.getClass().getSimpleName().substring(0, 1);
  }
}
