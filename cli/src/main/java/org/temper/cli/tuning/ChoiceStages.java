package org.temper.cli.tuning;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.temper.algorithms.calibration.AnswerOptions;
import org.temper.algorithms.calibration.CalibrationConfig;
import org.temper.algorithms.run.Summary;
import org.temper.cli.choices.AskedChoices;
import org.temper.cli.choices.ChoiceForm;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.training.Forecast;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.MemoryForecast;
import org.temper.cli.training.Origins;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.cli.tuning.JudgedChoices.Answers;
import org.temper.cli.tuning.Questions.Purpose;
import org.temper.data.BatchConfig;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.models.hf.LanguageModel;

/**
 * Stages of the recipe {@code calibration-tune} on a question file: a model answers by the
 * likeliest option, and learns by each method, from the same weights and the same answers, to say
 * whether they are correct.
 *
 * @param run what the stages share
 * @param model the model's directory
 * @param questions what it is asked
 * @param forms how, by benchmark: of the questions that are tuned on, and of those that are not
 * @param verdicts what it is asked after each answer
 * @param rates peak learning rates
 * @param compute how the model runs
 * @param forecast says what is going to be done
 */
record ChoiceStages(
    ChoiceRun run,
    Path model,
    ChoiceQuestions questions,
    Forms forms,
    Verdicts verdicts,
    LearningRates rates,
    ComputeOptions compute,
    ChoiceForecast forecast) {
  /**
   * Peak learning rates where none is given. What is learned is the same in all answers, so that
   * gradients agree: one update of SmolLM2-135M at 7e-6 took its mean confidence from 0.59 to 0.16.
   */
  static final LearningRates USUAL_RATES = new LearningRates(7e-4, 3e-6, 1e-6);

  /** SmolLM2-135M begins with norms of 40. */
  private static final double MOST_GRADIENT = 200;

  private static final String BEFORE = "before";
  private static final String ASKED = "asked";

  /**
   * How questions are put.
   *
   * @param usual those that are tuned on, and those that are reported on
   * @param ood those out of distribution
   */
  record Forms(ChoiceForm usual, ChoiceForm ood) {
    ChoiceForm of(Purpose purpose) {
      return purpose == Purpose.OOD ? ood : usual;
    }
  }

  /** A model that is loaded, as it is asked. */
  private record Asked(LanguageModel model, Forms forms, Verdicts verdicts) {
    JudgedChoices of(Purpose purpose) {
      return new JudgedChoices(model.policy(), AskedChoices.of(forms.of(purpose), model), verdicts);
    }

    AnswerOptions options() {
      return verdicts.options(of(Purpose.TRAINING).choices());
    }

    BiFunction<Purpose, Answers, CalibrationData> judged(AnswerOptions options, int rows) {
      return (purpose, answers) -> of(purpose).judged(answers, options, rows);
    }
  }

  /**
   * Measures the model as it is, recalibrates it, and tunes it by each method.
   *
   * @param methods the methods
   * @param identity the options that decide the numbers
   * @param origins what the questions are that settings are decided by
   * @param summary takes the figures of each stage
   * @return the test answers by stage
   * @throws IllegalArgumentException if the model cannot be asked, or gives nothing to learn
   * @throws IOException if a file cannot be read or written
   */
  ImmutableMap<String, CalibrationData> tune(
      List<TuningMethod> methods, Map<String, String> identity, Origins origins, Summary summary)
      throws IOException {
    Map<String, ConfidenceFigures> measured = new LinkedHashMap<>();
    ChoiceAnswers answers;
    TuningConfig config;
    Origins start;
    try (LanguageModel loaded = LanguageModel.load(model, compute.decoder())) {
      Asked asked = new Asked(loaded, forms, verdicts);
      MemoryForecast memory = compute.memory(loaded.policy().config(), 0);
      AnswerOptions options = asked.options();
      answers = answers(asked);
      config = config(answers, memory);
      start = origins.withModel("base", loaded.origin().orElseThrow());
      Forecast said = forecast.of(loaded.policy().config(), memory, config, answers.longest());
      if (run.start() == Start.FRESH) {
        said.say();
      } else {
        // The resume may yet be refused: it is said when that is sure to go on.
        config = config.with(said);
      }
      measured.put(BEFORE, answers.ofOptions());
      for (TuningMethod method : methods) {
        method.recalibrator().ifPresent(r -> measured.put(method.stage(), answers.recalibrated(r)));
      }
      measured.put(ASKED, answers.judged(asked.judged(options, config.evaluationRows())));
    }
    Map<String, String> deciding = new HashMap<>(identity);
    deciding.putAll(start.identity());
    start.files().forEach((role, file) -> deciding.put(role, file.contents().toString()));
    ConfidenceTuning tuning = new ConfidenceTuning(config, deciding);
    for (TuningMethod method : methods) {
      if (method.recalibrator().isEmpty()) {
        measured.put(method.stage(), tuned(method, tuning, answers, start));
      }
    }
    return figures(measured, methods, summary);
  }

  private ChoiceAnswers answers(Asked model) {
    ChoiceAnswers fit =
        ChoiceAnswers.of(
            questions, List.of(Purpose.TRAINING, Purpose.VALIDATION, Purpose.THRESHOLD), model::of);
    fit.checkBothKinds();
    return fit.and(ChoiceAnswers.of(questions, List.of(Purpose.TEST, Purpose.OOD), model::of));
  }

  private TuningConfig config(ChoiceAnswers answers, MemoryForecast memory) {
    int training = answers.of(Purpose.TRAINING).examples().size();
    int rows = Math.min(run.batchSize(), training);
    return new TuningConfig(
        run.start(),
        run.seed(),
        run.updatesOf(training),
        memory.held(BatchConfig.of(run.batchSize()), rows, answers.longest()),
        rates,
        MOST_GRADIENT,
        memory.evaluatedRows(answers.longest(), TrainingSettings.EVALUATION_ROWS),
        List.of());
  }

  private ConfidenceFigures tuned(
      TuningMethod method, ConfidenceTuning tuning, ChoiceAnswers answers, Origins start)
      throws IOException {
    Path out = run.out().resolve(method.label());
    try (LanguageModel loaded = LanguageModel.load(model, compute.decoder())) {
      Asked tuned = new Asked(loaded, forms, verdicts);
      AnswerOptions options = tuned.options();
      Map<String, String> made =
          tuning.tune(
              loaded.policy(),
              options,
              new CalibrationConfig(method.objective(), TuningStages.HELD),
              answers.of(Purpose.TRAINING).examples(),
              answers.of(Purpose.VALIDATION).examples(),
              out);
      loaded.save(
          (method == TuningMethod.TUNED ? run.out() : out).resolve("model"),
          start.saving(TuningStages.RECIPE, made));
      return ChoiceAnswers.of(
              questions,
              List.of(Purpose.VALIDATION, Purpose.THRESHOLD, Purpose.TEST, Purpose.OOD),
              tuned::of)
          .judged(tuned.judged(options, tuning.settings().evaluationRows()));
    }
  }

  /** Puts the figures of each stage, and of what is tuned after recalibration. */
  private ImmutableMap<String, CalibrationData> figures(
      Map<String, ConfidenceFigures> measured, List<TuningMethod> methods, Summary summary) {
    String after = TuningMethod.TUNED.stage();
    if (measured.containsKey(after)) {
      ConfidenceFigures tuned = requireNonNull(measured.get(after));
      for (TuningMethod method : methods) {
        method
            .recalibrator()
            .ifPresent(r -> measured.put(after + "_" + method.stage(), tuned.recalibrated(r)));
      }
    }
    ImmutableMap.Builder<String, CalibrationData> points = ImmutableMap.builder();
    measured.forEach(
        (stage, figures) -> {
          figures.put(summary, stage, run.risk());
          points.put(stage, figures.test());
        });
    return points.buildOrThrow();
  }
}
