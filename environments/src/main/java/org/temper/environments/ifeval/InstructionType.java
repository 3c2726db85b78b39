package org.temper.environments.ifeval;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** A kind of instruction that a program can check: the 25 of IFEval. */
public enum InstructionType {
  /** Keywords that have to occur: {@code keywords}. */
  KEYWORDS_EXISTENCE("keywords:existence", KeywordChecks::existence),
  /** How often a keyword occurs: {@code keyword}, {@code frequency}, {@code relation}. */
  KEYWORDS_FREQUENCY("keywords:frequency", KeywordChecks::frequency),
  /** Words that must not occur: {@code forbidden_words}. */
  FORBIDDEN_WORDS("keywords:forbidden_words", KeywordChecks::forbidden),
  /** How often a letter occurs: {@code letter}, {@code let_frequency}, {@code let_relation}. */
  LETTER_FREQUENCY("keywords:letter_frequency", KeywordChecks::letterFrequency),
  /** The language of the whole: {@code language}, an ISO 639-1 code. */
  RESPONSE_LANGUAGE("language:response_language", LanguageChecks::language),
  /** How many sentences: {@code num_sentences}, {@code relation}. */
  NUMBER_SENTENCES("length_constraints:number_sentences", LengthChecks::sentences),
  /** How many paragraphs between dividers of three asterisks: {@code num_paragraphs}. */
  NUMBER_PARAGRAPHS("length_constraints:number_paragraphs", LengthChecks::paragraphs),
  /** How many words: {@code num_words}, {@code relation}. */
  NUMBER_WORDS("length_constraints:number_words", LengthChecks::words),
  /**
   * How many paragraphs between empty lines, and the first word of one of them: {@code
   * num_paragraphs}, {@code nth_paragraph}, {@code first_word}.
   */
  NTH_PARAGRAPH_FIRST_WORD("length_constraints:nth_paragraph_first_word", LengthChecks::firstWord),
  /** Placeholders in square brackets, at least: {@code num_placeholders}. */
  NUMBER_PLACEHOLDERS("detectable_content:number_placeholders", ContentChecks::placeholders),
  /** A postscript: {@code postscript_marker}. */
  POSTSCRIPT("detectable_content:postscript", ContentChecks::postscript),
  /** Bullet points, exactly: {@code num_bullets}. */
  NUMBER_BULLET_LISTS("detectable_format:number_bullet_lists", FormatChecks::bullets),
  /** One of three answers. */
  CONSTRAINED_RESPONSE("detectable_format:constrained_response", ContentChecks::constrained),
  /** Highlights between asterisks, at least: {@code num_highlights}. */
  NUMBER_HIGHLIGHTED_SECTIONS(
      "detectable_format:number_highlighted_sections", FormatChecks::highlights),
  /** Sections that a word begins, at least: {@code section_spliter}, {@code num_sections}. */
  MULTIPLE_SECTIONS("detectable_format:multiple_sections", FormatChecks::sections),
  /** JSON alone. */
  JSON_FORMAT("detectable_format:json_format", FormatChecks::json),
  /** A title in double angular brackets. */
  TITLE("detectable_format:title", FormatChecks::title),
  /** Two responses with six asterisks between them. */
  TWO_RESPONSES("combination:two_responses", ContentChecks::twoResponses),
  /** The request repeated before the answer: {@code prompt_to_repeat}. */
  REPEAT_PROMPT("combination:repeat_prompt", ContentChecks::repeatedPrompt),
  /** A phrase at the end: {@code end_phrase}. */
  END_CHECKER("startend:end_checker", ContentChecks::end),
  /** Double quotation marks around the whole. */
  QUOTATION("startend:quotation", ContentChecks::quotation),
  /** How many words in capital letters: {@code capital_frequency}, {@code capital_relation}. */
  CAPITAL_WORD_FREQUENCY("change_case:capital_word_frequency", LanguageChecks::capitalWords),
  /** English in capital letters. */
  ENGLISH_CAPITAL("change_case:english_capital", LanguageChecks::englishCapital),
  /** English in small letters. */
  ENGLISH_LOWERCASE("change_case:english_lowercase", LanguageChecks::englishLowercase),
  /** No comma. */
  NO_COMMA("punctuation:no_comma", ContentChecks::noComma);

  private static final ImmutableMap<String, InstructionType> BY_ID =
      Arrays.stream(values())
          .collect(ImmutableMap.toImmutableMap(InstructionType::id, Function.identity()));

  private final String id;

  @SuppressWarnings("ImmutableEnumChecker") // a method of this package, which has no state
  private final Function<Arguments, Check> factory;

  InstructionType(String id, Function<Arguments, Check> factory) {
    this.id = id;
    this.factory = factory;
  }

  /**
   * The kind with an id.
   *
   * @param id such as {@code punctuation:no_comma}
   * @return the kind; empty where there is none
   */
  public static Optional<InstructionType> withId(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /**
   * The name in IFEval's files.
   *
   * @return such as {@code punctuation:no_comma}
   */
  public String id() {
    return id;
  }

  /**
   * The group that the kind belongs to.
   *
   * @return such as {@code punctuation}
   */
  public String group() {
    return id.substring(0, id.indexOf(':'));
  }

  /** The check of an instruction with arguments. */
  Check check(Arguments arguments) {
    return factory.apply(arguments);
  }
}
