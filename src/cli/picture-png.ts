import { fileURLToPath } from 'node:url';
import { UserError } from '../model/errors.ts';
import { OWN_FOLDER } from '../model/own-folder.ts';

/** Makes a PNG of an SVG. */
export type PngMaker = (svg: string, withOtherFonts: boolean) => Uint8Array;

/** Pixels: twice as many as the picture has points, for screens that show two for one. */
const WIDTH = 2400;

const FONTS = ['Inter-Regular.otf', 'Inter-Bold.otf'];

/**
 * What makes a PNG, with the font that tj carries, so that it looks the same everywhere. `withOtherFonts`: also those of
 * the system, for letters that it does not have. `UserError` where the package for it is not there.
 */
export async function pngMaker(): Promise<PngMaker> {
  const { Resvg } = await loaded();
  const fontFiles = FONTS.map((name) => fileURLToPath(new URL(`assets/fonts/${name}`, OWN_FOLDER)));
  return (svg, withOtherFonts) => {
    const font = { fontFiles, loadSystemFonts: withOtherFonts, defaultFontFamily: 'Inter' };
    return new Resvg(svg, { font, fitTo: { mode: 'width', value: WIDTH } }).render().asPng();
  };
}

async function loaded(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js');
  } catch (error) {
    // It is optional, and brings compiled code that not every system has.
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'it does not load';
    throw new UserError(
      'no-png',
      `--png needs the package @resvg/resvg-js (${why}): npm install --global @resvg/resvg-js, or take --svg`,
      1,
    );
  }
}
