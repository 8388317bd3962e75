import { Campaign } from './campaign.ts';
import { loadProduct } from './product.ts';

const product = await loadProduct();
for (const seed of process.argv.slice(2)) {
  console.log('#####', seed);
  console.log(
    new Campaign(product)
      .play(Number(seed))
      ?.split('\n')
      .filter((l) => !/^ +\d+\.\d+ (read|close) /.test(l))
      .join('\n'),
  );
}
