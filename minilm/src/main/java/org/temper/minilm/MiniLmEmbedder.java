package org.temper.minilm;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Suppliers;
import com.google.common.collect.Lists;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.util.List;
import java.util.function.Supplier;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.TextEmbedder;

/**
 * all-MiniLM-L6-v2, a sentence encoder of 22M parameters that lies in LangChain4j's artifact and
 * runs on ONNX Runtime: English texts become vectors of 384 numbers and length 1, the means of the
 * tokens' last states. Texts of more than 510 tokens are embedded in parts, whose vectors are
 * averaged. Both artifacts are under the Apache License, ONNX Runtime under MIT's.
 *
 * <p>Source: <a href="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2">the model's
 * page</a>.
 */
public final class MiniLmEmbedder implements TextEmbedder {
  /** The length of a vector. */
  public static final int WIDTH = 384;

  /** Texts that are handed over at once: enough for all cores, and few objects. */
  private static final int AT_ONCE = 512;

  private final Supplier<EmbeddingModel> model =
      Suppliers.memoize(AllMiniLmL6V2EmbeddingModel::new);

  /** The model; it is loaded by the first call. */
  public MiniLmEmbedder() {}

  @Override
  public String name() {
    return "all-MiniLM-L6-v2";
  }

  @Override
  public Embeddings embed(List<String> texts) {
    checkArgument(!texts.isEmpty(), "texts: expected at least one, got none");
    for (int i = 0; i < texts.size(); i++) {
      checkArgument(!texts.get(i).isBlank(), "texts[%s]: expected a text, got an empty one", i);
    }
    float[] values = new float[Math.multiplyExact(texts.size(), WIDTH)];
    int row = 0;
    for (List<String> part : Lists.partition(texts, AT_ONCE)) {
      List<TextSegment> segments = part.stream().map(TextSegment::from).toList();
      for (Embedding embedding : model.get().embedAll(segments).content()) {
        System.arraycopy(embedding.vector(), 0, values, row * WIDTH, WIDTH);
        row++;
      }
    }
    return new Embeddings(values, texts.size(), WIDTH);
  }

  /** Frees nothing: LangChain4j keeps the model for the life of the JVM. */
  @Override
  public void close() {}
}
