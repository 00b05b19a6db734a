/** Why a layer cannot run as a frame program: the network then runs by another engine. */
export class NotFrames extends Error {}
