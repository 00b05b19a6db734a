export * from './boards/index.ts';
export * from './device.ts';
export * from './devices/index.ts';
export * from './laws/exact.ts';
export * from './laws/finn/index.ts';
export * from './laws/measured/index.ts';
export * from './laws/resources.ts';
