package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.text.MarkedText;
import org.temper.api.text.TextCodec;
import org.temper.data.JsonFile;
import org.temper.data.chat.ChatFormat;
import org.temper.models.kernel.PyTorch;
import org.temper.models.tokenizer.ChatTemplateFiles;
import org.temper.models.tokenizer.PartEncoder;
import org.temper.models.tokenizer.SpecialSpelling;
import org.temper.models.tokenizer.TokenizerFormat;
import org.temper.models.tokenizer.Vocabulary;

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

  private final Path file;
  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerFiles files;
  private final long vocabularySize;
  private final SpecialSpelling spelling;
  private final PartEncoder parts;
  private final ImmutableLongArray prefix;
  private final OptionalLong beginToken;
  private final ImmutableSet<Long> endTokens;
  private final OptionalLong endToken;

  /** The same tokenizer by the other spelling; made where text spells a special token. */
  private @Nullable HuggingFaceTokenizer respelled;

  private HuggingFaceCodec(
      Path file,
      HuggingFaceTokenizer tokenizer,
      TokenizerFiles files,
      Vocabulary vocabulary,
      SpecialSpelling spelling,
      SpecialTokens specialTokens) {
    this.file = file;
    this.tokenizer = tokenizer;
    this.files = files;
    this.vocabularySize = vocabulary.size();
    this.spelling = spelling;
    this.parts =
        new PartEncoder(
            text -> encoding(file, tokenizer, wellFormed(text)),
            text -> encoding(file, respelled(), wellFormed(text)),
            spelling,
            spelling.spellings().keySet().stream()
                .map(text -> vocabulary.id(text).orElseThrow())
                .collect(ImmutableSet.toImmutableSet()));
    this.prefix = prefix(file, tokenizer, vocabularySize);
    this.beginToken = prefix.isEmpty() ? specialTokens.begin() : OptionalLong.of(prefix.get(0));
    this.endTokens = ImmutableSet.copyOf(specialTokens.end());
    this.endToken = specialTokens.named();
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
    return load(path, Optional.empty());
  }

  /** Loads a tokenizer, perhaps with another chat template than the one beside it. */
  static HuggingFaceCodec load(Path path, Optional<byte[]> chatTemplate) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(TokenizerFiles.TOKENIZER) : path;
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    Path directory = file.toAbsolutePath().resolveSibling("");
    TokenizerFiles read = TokenizerFiles.read(file, directory);
    TokenizerFiles files = chatTemplate.map(read::withTemplate).orElse(read);
    byte[] json = requireNonNull(files.contents().get(TokenizerFiles.TOKENIZER));
    ObjectNode tree = JsonFile.parse(file.toString(), json);
    byte[] checked = TokenizerFormat.check(file.toString(), tree);
    Vocabulary vocabulary = Vocabulary.of(file.toString(), tree);
    SpecialTokens specialTokens = SpecialTokens.read(directory, vocabulary);
    PyTorch.prepare();
    HuggingFaceTokenizer tokenizer = create(file, checked);
    try {
      return new HuggingFaceCodec(
          file, tokenizer, files, vocabulary, SpecialSpelling.of(tree), specialTokens);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static HuggingFaceTokenizer create(Path file, byte[] checked) throws IOException {
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(checked), OPTIONS);
    } catch (RuntimeException e) {
      throw malformed(file, e);
    }
  }

  @Override
  public long[] encode(String text) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    try {
      // What an Encoding holds beside the ids takes several times as long to make as the ids.
      long encoding = library.encode(tokenizer.getHandle(), wellFormed(text), false);
      try {
        return library.getTokenIds(encoding);
      } finally {
        library.deleteEncoding(encoding);
      }
    } catch (EngineException | IllegalArgumentException e) {
      throw malformed(file, e);
    }
  }

  private static Encoding encoding(Path file, HuggingFaceTokenizer tokenizer, String text) {
    try {
      return tokenizer.encode(text, false, false);
    } catch (EngineException | IllegalArgumentException e) {
      throw malformed(file, e);
    }
  }

  @Override
  public long[] encodePrompt(String text) {
    long[] tokens = encode(text);
    long[] begin = prefix.toArray();
    boolean begun =
        tokens.length >= begin.length
            && Arrays.equals(tokens, 0, begin.length, begin, 0, begin.length);
    return begun ? tokens : Longs.concat(begin, tokens);
  }

  @Override
  public List<long[]> encodeParts(MarkedText text) {
    return parts.encode(text);
  }

  @Override
  public Set<String> specialTokens() {
    return spelling.spellings().keySet();
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

  /**
   * The {@code eos_token} of {@code tokenizer_config.json}; where there is none, the end token
   * where there is exactly one.
   */
  @Override
  public OptionalLong endToken() {
    return endToken.isPresent() ? endToken : TextCodec.super.endToken();
  }

  @Override
  public long vocabularySize() {
    return vocabularySize;
  }

  /**
   * How the model's authors write conversations: the chat template beside the tokenizer.
   *
   * @return the format; empty where there is no template
   * @throws IllegalArgumentException if the template cannot be parsed, or its file is malformed
   */
  public Optional<ChatFormat> chatFormat() {
    return ChatTemplateFiles.read(file.toAbsolutePath().resolveSibling(""), files.contents());
  }

  /** Frees the tokenizer. */
  @Override
  public synchronized void close() {
    tokenizer.close();
    if (respelled != null) {
      respelled.close();
    }
  }

  private synchronized HuggingFaceTokenizer respelled() {
    if (respelled == null) {
      byte[] json = requireNonNull(files.contents().get(TokenizerFiles.TOKENIZER));
      ObjectNode tree = spelling.applyTo(JsonFile.parse(file.toString(), json));
      try {
        respelled = create(file, TokenizerFormat.check(file.toString(), tree));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return respelled;
  }

  TokenizerFiles files() {
    return files;
  }

  /** The tokens that the tokenizer's template puts before a text. */
  private static ImmutableLongArray prefix(
      Path file, HuggingFaceTokenizer tokenizer, long vocabularySize) {
    Encoding probe = probe(file, tokenizer);
    for (long id : probe.getIds()) {
      checkArgument(
          id < vocabularySize,
          "%s: post_processor: expected ids below %s, got %s",
          file,
          vocabularySize,
          id);
    }
    long[] special = probe.getSpecialTokenMask();
    int length = 0;
    while (length < special.length && special[length] == 1) {
      length++;
    }
    return ImmutableLongArray.copyOf(probe.getIds()).subArray(0, length).trimmed();
  }

  /** A text with what the template puts around it. */
  private static Encoding probe(Path file, HuggingFaceTokenizer tokenizer) {
    try {
      return tokenizer.encode("a", true, false);
    } catch (EngineException | IllegalArgumentException e) {
      throw malformed(file, e);
    }
  }

  private static IllegalArgumentException malformed(Path file, RuntimeException e) {
    return new IllegalArgumentException(
        file + ": expected a tokenizer, got: " + Excerpt.of(String.valueOf(e.getMessage())), e);
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
