package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.temper.api.TextCodec;

/**
 * A {@code tokenizer.json}, run by the Hugging Face tokenizers library. Nothing is truncated,
 * padded or cleaned up.
 *
 * <p>Safe for use by several threads until it is closed.
 */
public final class HuggingFaceCodec implements TextCodec, AutoCloseable {

  /** Native code allocates many times the text's size, and cannot report that it failed. */
  private static final int MAX_TEXT_LENGTH = 1 << 26;

  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerFiles files;
  private final long vocabularySize;
  private final ImmutableLongArray prefix;
  private final OptionalLong beginToken;
  private final ImmutableSet<Long> endTokens;

  private HuggingFaceCodec(
      HuggingFaceTokenizer tokenizer,
      TokenizerFiles files,
      long vocabularySize,
      SpecialTokens specialTokens) {
    this.tokenizer = tokenizer;
    this.files = files;
    this.vocabularySize = vocabularySize;
    this.prefix = prefix(tokenizer);
    this.beginToken = prefix.isEmpty() ? specialTokens.begin() : OptionalLong.of(prefix.get(0));
    this.endTokens = ImmutableSet.copyOf(specialTokens.end());
  }

  /**
   * Loads a tokenizer with what the files beside it say of its special tokens.
   *
   * <p>The begin token is the one that the tokenizer adds, else that of {@code
   * tokenizer_config.json}, {@code generation_config.json} or {@code config.json}. The end tokens
   * are that of {@code tokenizer_config.json} and those of {@code generation_config.json} or, where
   * it names none, of {@code config.json}.
   *
   * @param path a directory that holds a {@code tokenizer.json}, or that file
   * @return the codec, to be closed by the caller
   * @throws IllegalArgumentException if there is no such file, it or one beside it is malformed, or
   *     a special token is not in the vocabulary
   * @throws IOException if a file cannot be read
   */
  public static HuggingFaceCodec load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(TokenizerFiles.TOKENIZER) : path;
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    Path directory = file.toAbsolutePath().resolveSibling("");
    TokenizerFiles files = TokenizerFiles.read(file, directory);
    byte[] json = files.contents().get(TokenizerFiles.TOKENIZER);
    Vocabulary vocabulary =
        Vocabulary.of(
            file.toString(),
            JsonObjects.parse(file.toString(), new String(json, StandardCharsets.UTF_8)));
    SpecialTokens specialTokens = SpecialTokens.read(directory, vocabulary);
    HuggingFaceTokenizer tokenizer;
    try {
      tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          file + ": expected a tokenizer, got: " + e.getMessage(), e);
    }
    try {
      return new HuggingFaceCodec(tokenizer, files, vocabulary.size(), specialTokens);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public long[] encode(String text) {
    return tokenizer.encode(wellFormed(text), false, false).getIds();
  }

  @Override
  public long[] encodePrompt(String text) {
    return ImmutableLongArray.builder()
        .addAll(prefix)
        .addAll(ImmutableLongArray.copyOf(encode(text)))
        .build()
        .toArray();
  }

  @Override
  public String decode(long... tokens) {
    for (long token : tokens) {
      checkArgument(
          token >= 0 && token <= Integer.MAX_VALUE, "tokens: expected ids from 0, got %s", token);
    }
    return tokenizer.decode(tokens, true);
  }

  @Override
  public OptionalLong beginToken() {
    return beginToken;
  }

  @Override
  public Set<Long> endTokens() {
    return endTokens;
  }

  @Override
  public long vocabularySize() {
    return vocabularySize;
  }

  /** Frees the tokenizer. */
  @Override
  public void close() {
    tokenizer.close();
  }

  TokenizerFiles files() {
    return files;
  }

  /** The tokens that the tokenizer's template puts before a text. */
  private static ImmutableLongArray prefix(HuggingFaceTokenizer tokenizer) {
    Encoding probe = tokenizer.encode("a", true, false);
    long[] special = probe.getSpecialTokenMask();
    int length = 0;
    while (length < special.length && special[length] == 1) {
      length++;
    }
    return ImmutableLongArray.copyOf(probe.getIds()).subArray(0, length).trimmed();
  }

  /** Text without unpaired surrogates, which native code does not survive. */
  private static String wellFormed(String text) {
    checkArgument(
        text.length() <= MAX_TEXT_LENGTH,
        "text: expected at most %s characters, got %s",
        MAX_TEXT_LENGTH,
        text.length());
    if (text.codePoints().noneMatch(HuggingFaceCodec::unpaired)) {
      return text;
    }
    return text.codePoints()
        .map(point -> unpaired(point) ? 0xFFFD : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean unpaired(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
