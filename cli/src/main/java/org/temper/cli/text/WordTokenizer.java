package org.temper.cli.text;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.temper.api.Excerpt;

/**
 * A maker of small tokenizers in the Hugging Face {@code tokenizer.json} format: a token for each
 * of the given words and one for each byte, so that any text is encoded and decoded without loss.
 *
 * <p>A word is a run of letters with the space before it. A digit is always a token of its own, so
 * that numbers look the same wherever they stand. Words are taken whole from the vocabulary,
 * without merges ({@code ignore_merges}); what is not a known word falls apart into bytes, which
 * are written in the printable alphabet of byte-level tokenizers.
 *
 * <p>Source of that alphabet: Radford et al., Language Models are Unsupervised Multitask Learners
 * (2019), section 2.2.
 */
public final class WordTokenizer {
  /** The token that starts a sequence. */
  public static final String BEGIN = "<s>";

  /** Its id. */
  public static final long BEGIN_ID = 0;

  /** The token that ends a text. */
  public static final String END = "</s>";

  /** Its id. */
  public static final long END_ID = 1;

  private static final int BYTES = 256;
  private static final String OTHERS = "\\p{L}+|\\p{N}|[^\\p{L}\\p{N}]";
  private static final Pattern WORDS = Pattern.compile(" ?\\p{L}+");
  private static final ObjectMapper JSON = new ObjectMapper();

  private WordTokenizer() {}

  /** What becomes of the space before a word. */
  public enum Spaces {
    /** It belongs to the word, as in most tokenizers: a text has fewer tokens. */
    WITHIN(" ?" + OTHERS),
    /** It is a token: a word is the same one wherever it stands, which is copied more easily. */
    APART(OTHERS);

    private final String pattern;

    Spaces(String pattern) {
      this.pattern = pattern;
    }
  }

  /**
   * Texts that are a token each wherever a chat template writes them.
   *
   * @param special those that are left out of decoded text, such as what a turn begins with
   * @param plain those that are text, such as what a call begins with
   */
  public record Markers(List<String> special, List<String> plain) {
    /**
     * No further tokens.
     *
     * @return the same each time
     */
    public static Markers none() {
      return new Markers(List.of(), List.of());
    }
  }

  /**
   * The words of a text.
   *
   * @param text any text
   * @return runs of letters with the space before them, in order
   */
  public static List<String> words(String text) {
    return WORDS.matcher(text).results().map(MatchResult::group).toList();
  }

  /**
   * The most frequent words of texts.
   *
   * @param texts the texts
   * @param count how many words at the most
   * @return the words, most frequent first, those of equal frequency in order of the alphabet
   */
  public static List<String> frequentWords(Stream<String> texts, int count) {
    Map<String, Long> frequencies = new HashMap<>();
    texts
        .flatMap(text -> words(text).stream())
        .forEach(word -> frequencies.merge(word, 1L, Long::sum));
    return frequencies.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Writes a tokenizer and what its special tokens are for.
   *
   * @param directory where {@code tokenizer.json} and {@code tokenizer_config.json} go; exists
   * @param words its words
   * @throws IllegalArgumentException as {@link #json}
   * @throws IOException if a file cannot be written
   */
  public static void write(Path directory, Collection<String> words) throws IOException {
    write(directory, words, Markers.none(), Spaces.WITHIN);
  }

  /**
   * Writes a tokenizer with tokens of more than letters, such as the markers of a chat template.
   *
   * @param directory where {@code tokenizer.json} and {@code tokenizer_config.json} go; exists
   * @param words its words
   * @param markers its further tokens
   * @param spaces what becomes of the space before a word
   * @throws IllegalArgumentException as {@link #json}
   * @throws IOException if a file cannot be written
   */
  public static void write(Path directory, Collection<String> words, Markers markers, Spaces spaces)
      throws IOException {
    ObjectNode config =
        JSON.createObjectNode()
            .put("tokenizer_class", "PreTrainedTokenizerFast")
            .put("bos_token", BEGIN)
            .put("eos_token", END);
    Files.writeString(directory.resolve("tokenizer.json"), json(words, markers, spaces));
    Files.writeString(directory.resolve("tokenizer_config.json"), config.toPrettyString() + "\n");
  }

  /**
   * The tokenizer as the content of a {@code tokenizer.json}.
   *
   * @param words its words
   * @param markers its further tokens
   * @param spaces what becomes of the space before a word
   * @return JSON text
   * @throws IllegalArgumentException if a word is not a run of letters with at most one space
   *     before it
   */
  public static String json(Collection<String> words, Markers markers, Spaces spaces) {
    Set<String> tokens = new LinkedHashSet<>(alphabet());
    for (String word : words) {
      checkArgument(
          WORDS.matcher(word).matches(),
          "words: expected letters after at most one space, got \"%s\"",
          Excerpt.of(word));
      tokens.add(printable(word));
    }
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    root.set("added_tokens", addedTokens(markers));
    root.putNull("normalizer");
    root.set("pre_tokenizer", preTokenizer(spaces));
    root.set("post_processor", postProcessor());
    root.set("decoder", byteLevel());
    root.set("model", model(tokens, markers));
    return root.toPrettyString() + "\n";
  }

  private static ArrayNode addedTokens(Markers markers) {
    ArrayNode tokens = JSON.createArrayNode();
    tokens.add(addedToken(BEGIN_ID, BEGIN).put("special", true));
    tokens.add(addedToken(END_ID, END).put("special", true));
    long id = END_ID + 1;
    for (String marker : markers.special()) {
      tokens.add(addedToken(id++, marker).put("special", true));
    }
    for (String marker : markers.plain()) {
      tokens.add(addedToken(id++, marker).put("special", false));
    }
    return tokens;
  }

  private static ObjectNode addedToken(long id, String content) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false);
  }

  private static ObjectNode preTokenizer(Spaces spaces) {
    ObjectNode split = JSON.createObjectNode().put("type", "Split");
    split.putObject("pattern").put("Regex", spaces.pattern);
    split.put("behavior", "Isolated").put("invert", false);
    ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
    sequence.putArray("pretokenizers").add(split).add(byteLevel());
    return sequence;
  }

  private static ObjectNode byteLevel() {
    return JSON.createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", false);
  }

  /** Puts the begin token before a text where special tokens are asked for. */
  private static ObjectNode postProcessor() {
    ObjectNode processor = JSON.createObjectNode().put("type", "TemplateProcessing");
    ArrayNode single = processor.putArray("single");
    single.addObject().putObject("SpecialToken").put("id", BEGIN).put("type_id", 0);
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    ArrayNode pair = processor.putArray("pair");
    pair.addObject().putObject("SpecialToken").put("id", BEGIN).put("type_id", 0);
    pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
    ObjectNode begin = processor.putObject("special_tokens").putObject(BEGIN).put("id", BEGIN);
    begin.putArray("ids").add(BEGIN_ID);
    begin.putArray("tokens").add(BEGIN);
    return processor;
  }

  private static ObjectNode model(Set<String> tokens, Markers markers) {
    ObjectNode model = JSON.createObjectNode().put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", true);
    ObjectNode vocabulary = model.putObject("vocab");
    vocabulary.put(BEGIN, BEGIN_ID).put(END, END_ID);
    long id = END_ID + 1;
    for (String token : Iterables.concat(markers.special(), markers.plain(), tokens)) {
      vocabulary.put(token, id++);
    }
    model.putArray("merges");
    return model;
  }

  private static List<String> alphabet() {
    return Stream.iterate(0, value -> value < BYTES, value -> value + 1)
        .map(value -> Character.toString(printable(value)))
        .toList();
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      printable.append((char) printable(value & 0xFF));
    }
    return printable.toString();
  }

  /** Bytes that print stand for themselves, the others for characters from U+0100 on, in order. */
  private static int printable(int value) {
    if (prints(value)) {
      return value;
    }
    int before = 0;
    for (int other = 0; other < value; other++) {
      before += prints(other) ? 0 : 1;
    }
    return BYTES + before;
  }

  private static boolean prints(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }
}
