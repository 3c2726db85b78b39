package org.temper.cli.tuning;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.temper.algorithms.calibration.AnswerOptions;
import org.temper.algorithms.calibration.AnswerSampling;
import org.temper.algorithms.calibration.AnswerSampling.Label;
import org.temper.algorithms.calibration.CalibrationConfig;
import org.temper.algorithms.calibration.CalibrationExample;
import org.temper.algorithms.calibration.ReferenceTerm;
import org.temper.algorithms.run.Summary;
import org.temper.api.Seeds;
import org.temper.cli.rl.Demonstrations;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.cli.tuning.Questions.Purpose;
import org.temper.cli.tuning.TuningMethod.Confidence;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;

/**
 * Stages of the recipe {@code calibration-tune}: a base model is shown equations that answer
 * questions, answers others, and learns by each method, from the same weights and the same answers,
 * to say whether they are correct. All are measured on the same test questions, which decide
 * nothing.
 *
 * @param settings what the stages share
 * @param origins what the base model is
 * @param identity the options that decide the numbers
 */
public record TuningStages(TuningSettings settings, Origins origins, Map<String, String> identity) {
  static final String RECIPE = "calibration-tune";
  private static final String SHOWN = "demonstrations";
  private static final String BEFORE = "before";

  /** A model this small forgets more than larger ones where it is held by less. */
  static final ReferenceTerm HELD = ReferenceTerm.jensenShannon(8);

  /**
   * Shows the demonstrations to the base model and saves it as {@code start/model}.
   *
   * @param base the base model; still owned by the caller
   * @throws IOException if a file cannot be read or written
   */
  public void show(LanguageModel base) throws IOException {
    Trained trained =
        Demonstrations.show(
            base,
            Demonstrations.before(settings.seed(), settings.counts().demonstrations()),
            origins,
            settings.out().resolve(SHOWN),
            settings.seed());
    base.save(start(), origins.saving(RECIPE, trained.identity()));
  }

  /**
   * Measures the model that was shown, and tunes it by each method.
   *
   * @param methods the methods
   * @param summary takes the figures of each
   * @return the test answers by stage
   * @throws IOException if a file cannot be read or written
   */
  public ImmutableMap<String, CalibrationData> tune(List<TuningMethod> methods, Summary summary)
      throws IOException {
    Origins start = Origins.none().withModel("start", Parent.ofModel(start()));
    Map<String, ConfidenceFigures> measured = asked(of(methods, Confidence.ASKED), start);
    recalibrate(measured, methods);
    measured.putAll(
        new StatedStages(settings, start(), start, identity).learn(of(methods, Confidence.STATED)));
    ImmutableMap.Builder<String, CalibrationData> points = ImmutableMap.builder();
    measured.forEach(
        (stage, figures) -> {
          figures.put(summary, stage, settings.risk());
          points.put(stage, figures.test());
        });
    return points.buildOrThrow();
  }

  /** The model as it was shown, and after each method that tunes. */
  private Map<String, ConfidenceFigures> asked(List<TuningMethod> methods, Origins start)
      throws IOException {
    Map<String, ConfidenceFigures> measured = new LinkedHashMap<>();
    Map<String, String> deciding = new LinkedHashMap<>(identity);
    deciding.putAll(start.identity());
    ConfidenceTuning tuning = new ConfidenceTuning(settings.config(), deciding);
    try (LanguageModel loaded = load()) {
      AskedModel model = new AskedModel(loaded);
      measured.put(BEFORE, measure(model, model.noYes()));
      List<CalibrationExample> validation =
          model.held(answers(model, Purpose.VALIDATION, Label.CORRECTNESS));
      Supplier<List<CalibrationExample>> correctness =
          Suppliers.memoize(() -> model.held(answers(model, Purpose.TRAINING, Label.CORRECTNESS)));
      Supplier<List<CalibrationExample>> capability =
          Suppliers.memoize(() -> model.held(answers(model, Purpose.TRAINING, Label.CAPABILITY)));
      for (TuningMethod method : methods) {
        if (method.recalibrator().isEmpty()) {
          List<CalibrationExample> training =
              method.answers() == Label.CAPABILITY ? capability.get() : correctness.get();
          measured.put(method.stage(), tuned(method, tuning, training, validation, start));
        }
      }
    }
    return measured;
  }

  /** Recalibrates the model as it was shown, and as it is after calibration tuning. */
  private static void recalibrate(
      Map<String, ConfidenceFigures> measured, List<TuningMethod> methods) {
    ConfidenceFigures before = requireNonNull(measured.get(BEFORE));
    Optional<ConfidenceFigures> after =
        Optional.ofNullable(measured.get(TuningMethod.TUNED.stage()));
    for (TuningMethod method : methods) {
      method
          .recalibrator()
          .ifPresent(
              recalibrator -> {
                measured.put(method.stage(), before.recalibrated(recalibrator));
                after.ifPresent(
                    figures ->
                        measured.put(
                            "after_" + method.stage(), figures.recalibrated(recalibrator)));
              });
    }
  }

  /**
   * The directories of the stages that are trained.
   *
   * @param methods the methods
   * @return their names, in order
   */
  public static List<String> trained(List<TuningMethod> methods) {
    List<String> stages = new ArrayList<>(List.of(SHOWN));
    stages.addAll(TuningMethod.trained(of(methods, Confidence.ASKED)));
    List<TuningMethod> stated = of(methods, Confidence.STATED);
    if (!stated.isEmpty()) {
      stages.add(StatedStages.SHOWN);
    }
    stated.forEach(method -> stages.add(method.label()));
    return stages;
  }

  private static List<TuningMethod> of(List<TuningMethod> methods, Confidence confidence) {
    return methods.stream().filter(method -> method.confidence() == confidence).toList();
  }

  private ConfidenceFigures tuned(
      TuningMethod method,
      ConfidenceTuning tuning,
      List<CalibrationExample> training,
      List<CalibrationExample> validation,
      Origins start)
      throws IOException {
    Path out = settings.out().resolve(method.label());
    try (LanguageModel loaded = load()) {
      AskedModel model = new AskedModel(loaded);
      AnswerOptions options = method == TuningMethod.CONFTUNER ? model.digits() : model.noYes();
      Map<String, String> made =
          tuning.tune(
              loaded.policy(),
              options,
              new CalibrationConfig(method.objective(), HELD),
              training,
              validation,
              out);
      loaded.save(
          (method == TuningMethod.TUNED ? settings.out() : out).resolve("model"),
          start.saving(RECIPE, made));
      return measure(model, options);
    }
  }

  private ConfidenceFigures measure(AskedModel model, AnswerOptions options) {
    return new ConfidenceFigures(
        model.asked(answers(model, Purpose.VALIDATION, Label.CORRECTNESS), options),
        model.asked(answers(model, Purpose.THRESHOLD, Label.CORRECTNESS), options),
        model.asked(answers(model, Purpose.TEST, Label.CORRECTNESS), options),
        Optional.of(model.asked(answers(model, Purpose.OOD, Label.CORRECTNESS), options)));
  }

  private List<CalibrationExample> answers(AskedModel model, Purpose purpose, Label label) {
    return model.answers(
        new Questions(settings.seed()).tasks(purpose, settings.counts().of(purpose)),
        AnswerSampling.of(settings.samplesOf(purpose)).withLabel(label),
        Seeds.derive(settings.seed(), "calibration-answers-" + purpose));
  }

  private LanguageModel load() throws IOException {
    return LanguageModel.load(start(), settings.decoder());
  }

  private Path start() {
    return settings.out().resolve("start").resolve("model");
  }
}
