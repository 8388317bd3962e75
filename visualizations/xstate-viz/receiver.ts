/** XState 4 and the visualizer's own end of the protocol, for those outside this folder who check what arrives. */

export { createWebSocketReceiver } from '@xstate/inspect';
export { type AnyState, type AnyStateMachine, createMachine, State, type StateNode } from 'xstate';
