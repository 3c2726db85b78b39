package org.temper.environments.ifeval;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.ifeval.languages.LanguageIdentifier;
import org.temper.environments.ifeval.languages.LinguaIdentifier;
import org.temper.environments.ifeval.text.SentenceModel;
import org.temper.environments.ifeval.text.SentenceSplitter;
import org.temper.environments.ifeval.text.UnicodeText;

/**
 * A checker of whether responses follow the instructions of their prompts, strictly and loosely. It
 * survives any text, in time proportional to its length, and may be used by any number of threads.
 * What it cannot tell is {@link Verdict.Unverified}: the language of a response where the library
 * Lingua is missing, or a language that no detector knows.
 *
 * <p>Source: Zhou et al. 2023, <a href="https://arxiv.org/abs/2311.07911">Instruction-Following
 * Evaluation for Large Language Models</a>, and its public code, with which the verdicts agree as
 * docs/ifeval.md says.
 */
public final class InstructionFollowing {
  private final Check.Knowledge knowledge;

  private InstructionFollowing(Check.Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  /**
   * A checker with this library's own model of English sentences, and with Lingua.
   *
   * @return the checker
   */
  public static InstructionFollowing create() {
    return with(LinguaIdentifier.instance(), SentenceModel.english());
  }

  /**
   * A checker with other knowledge of languages.
   *
   * @param languages detects languages
   * @param sentences knows which periods end sentences
   * @return the checker
   */
  public static InstructionFollowing with(LanguageIdentifier languages, SentenceModel sentences) {
    return new InstructionFollowing(
        new Check.Knowledge(languages, new SentenceSplitter(sentences)));
  }

  /**
   * Checks a response, strictly and loosely.
   *
   * @param task the task
   * @param response what the policy wrote, any text
   * @return a verdict of each instruction
   */
  public IfevalResult check(IfevalTask task, String response) {
    List<String> strict = List.of(response);
    List<String> loose = LooseResponses.of(response);
    return new IfevalResult(task, verdicts(task, strict), verdicts(task, loose));
  }

  /**
   * A verifier that is passed by responses which follow all instructions as they are.
   *
   * @return the verifier
   */
  public Verifier<IfevalTask> strict() {
    return (task, response) -> IfevalResult.all(verdicts(task, List.of(response)));
  }

  /**
   * A verifier that is passed by responses which follow each instruction as they are, or without
   * their first line, their last line, or asterisks.
   *
   * @return the verifier
   */
  public Verifier<IfevalTask> loose() {
    return (task, response) -> IfevalResult.all(verdicts(task, LooseResponses.of(response)));
  }

  private List<Verdict> verdicts(IfevalTask task, List<String> variants) {
    return task.instructions().stream()
        .map(instruction -> verdict(instruction.check(), variants))
        .collect(ImmutableList.toImmutableList());
  }

  /** Passed if any variant passes; else unverified if any is; else why the first fails. */
  private Verdict verdict(Check check, List<String> variants) {
    Verdict first = verdict(check, variants.get(0));
    if (first instanceof Verdict.Passed) {
      return first;
    }
    Optional<Verdict> unverified =
        first instanceof Verdict.Unverified ? Optional.of(first) : Optional.empty();
    for (String variant : variants.subList(1, variants.size())) {
      Verdict verdict = verdict(check, variant);
      if (verdict instanceof Verdict.Passed) {
        return verdict;
      }
      if (verdict instanceof Verdict.Unverified && unverified.isEmpty()) {
        unverified = Optional.of(verdict);
      }
    }
    return unverified.orElse(first);
  }

  private Verdict verdict(Check check, String response) {
    return UnicodeText.isBlank(response)
        ? new Verdict.Failed("expected a response, got a blank one")
        : check.verify(response, knowledge);
  }
}
