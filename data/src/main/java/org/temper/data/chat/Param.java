package org.temper.data.chat;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A description of a tool's parameter, or of a component of a record that is one. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
public @interface Param {
  /**
   * What the parameter means, as the model is told.
   *
   * @return the description
   */
  String value();

  /**
   * The parameter's name; the one in the source where it is empty.
   *
   * @return the name
   */
  String name() default "";
}
