package org.temper.cli.tracks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.temper.algorithms.tracks.TrackModel;
import org.temper.algorithms.tracks.TrackModels;
import org.temper.cli.training.Origins;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.ModelIdentity;
import org.temper.models.hf.Provenance.Parent;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/**
 * Language models in Hugging Face directories as the models of tracks.
 *
 * @param decoder how they run
 * @param sampling how they complete prompts
 */
record LanguageTracks(DecoderOptions decoder, SamplingConfig sampling) implements TrackModels {
  static final String RECIPE = "tracks";

  @Override
  public Opened open(Path directory) throws IOException {
    return new Opened(
        LanguageModel.load(directory, decoder),
        sampling,
        Origins.none().withModel("start", Parent.ofModel(directory)));
  }

  @Override
  public Map<String, String> contents(Path directory) throws IOException {
    return ModelIdentity.of(directory).parts();
  }

  /**
   * An open model.
   *
   * @param model the model
   * @param sampling how it completes prompts
   * @param origins what it was when it was opened
   */
  record Opened(LanguageModel model, SamplingConfig sampling, Origins origins)
      implements TrackModel {

    @Override
    public Sampler sampler() {
      return Sampler.of(model.policy(), model.codec(), sampling);
    }

    @Override
    public void save(Path directory, Map<String, String> identity) throws IOException {
      model.save(directory, origins.saving(RECIPE, identity));
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
