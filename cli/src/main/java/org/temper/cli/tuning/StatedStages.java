package org.temper.cli.tuning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Seeds;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.rl.Demonstrations;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.cli.tuning.Questions.Purpose;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;

/**
 * Stages of the recipe {@code calibration-tune} in which a model that answers states its confidence
 * itself: it is shown answers that state any, and learns from rewards.
 *
 * @param settings what the stages share
 * @param start the directory of the model that answers
 * @param origins what it is
 * @param identity the options that decide the numbers
 */
record StatedStages(
    TuningSettings settings, Path start, Origins origins, Map<String, String> identity) {
  static final String SHOWN = "stated";

  /**
   * Learns by each method.
   *
   * @param methods the methods, each of which states a confidence
   * @return what the model states before, and after each; nothing where there is no method
   */
  Map<String, ConfidenceFigures> learn(List<TuningMethod> methods) throws IOException {
    Map<String, ConfidenceFigures> measured = new LinkedHashMap<>();
    if (methods.isEmpty()) {
      return measured;
    }
    try (LanguageModel loaded = LanguageModel.load(start, settings.decoder())) {
      show(loaded);
      measured.put(SHOWN, measure(new StatedModel(loaded)));
    }
    Origins stating = Origins.none().withModel(SHOWN, Parent.ofModel(shown()));
    Map<String, String> deciding = new LinkedHashMap<>(identity);
    deciding.putAll(stating.identity());
    StatedLearning learning = new StatedLearning(settings, deciding);
    for (TuningMethod method : methods) {
      Path out = settings.out().resolve(method.label());
      try (LanguageModel loaded = LanguageModel.load(shown(), settings.decoder())) {
        StatedModel model = new StatedModel(loaded);
        Map<String, String> made =
            learning.learn(
                model,
                method == TuningMethod.RLCR ? model.calibrated() : model.correctness(),
                questions(Purpose.TRAINING),
                questions(Purpose.VALIDATION),
                out);
        loaded.save(out.resolve("model"), stating.saving(TuningStages.RECIPE, made));
        measured.put(method.stage(), measure(model));
      }
    }
    return measured;
  }

  private void show(LanguageModel model) throws IOException {
    Trained trained =
        Demonstrations.show(
            model,
            StatedModel.demonstrations(
                Demonstrations.before(settings.seed(), settings.counts().demonstrations()),
                settings.seed()),
            origins,
            settings.out().resolve(SHOWN),
            settings.seed());
    model.save(shown(), origins.saving(TuningStages.RECIPE, trained.identity()));
  }

  private ConfidenceFigures measure(StatedModel model) {
    return new ConfidenceFigures(
        measure(model, Purpose.VALIDATION),
        measure(model, Purpose.THRESHOLD),
        measure(model, Purpose.TEST),
        Optional.of(measure(model, Purpose.OOD)));
  }

  private CalibrationData measure(StatedModel model, Purpose purpose) {
    return model.measure(
        questions(purpose),
        settings.samplesOf(purpose),
        Seeds.derive(settings.seed(), "stated-answers-" + purpose));
  }

  private List<ArithmeticTask> questions(Purpose purpose) {
    return new Questions(settings.seed()).tasks(purpose, settings.counts().of(purpose));
  }

  private Path shown() {
    return settings.out().resolve(SHOWN).resolve("model");
  }
}
