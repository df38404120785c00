/** A Solidity verifier for one verification key. */
import { Q, R } from '../../curve/bn254.ts'
import type { VerificationKey } from '../formats/json.ts'
import { hex, keyWords, verifierIdentity } from './verifier-hash.ts'

export interface SolidityOptions {
  /** Name of the contract. Default `Groth16Verifier`. */
  readonly name?: string
  /** The key is a development key: another selector, and a version that says so. */
  readonly insecure?: boolean
}

const word = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`

/**
 * The source of a contract with `verifyProof(bytes proof, uint256[n] input)`, which returns nothing and reverts unless the
 * proof is valid. The constants of G2 are stored negated, so that no coordinate of the proof is computed with: the
 * precompiles see them as they are and refuse what is not canonical.
 *
 * @example
 * console.log(exportSolidity(key, { name: 'Squares' }).includes('contract Squares')) // true
 */
export function exportSolidity(key: VerificationKey, options: SolidityOptions = {}): string {
  const name = options.name ?? 'Groth16Verifier'
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`"${name}" is not a name for a contract`)
  const { hash, version } = verifierIdentity(key, options.insecure ?? false)
  const words = keyWords(key)
  const negate = (y: bigint) => (y === 0n ? 0n : Q - y)
  const g2 = (at: number, label: string) =>
    [words[at]!, words[at + 1]!, negate(words[at + 2]!), negate(words[at + 3]!)].map(
      (value, i) =>
        `    uint256 private constant ${label}_NEG_${['X1', 'X0', 'Y1', 'Y0'][i]} = ${word(value)};`,
    )
  const ic = words.slice(14)
  const constants = [
    `    uint256 private constant ALPHA_X = ${word(words[0]!)};`,
    `    uint256 private constant ALPHA_Y = ${word(words[1]!)};`,
    ...g2(2, 'BETA'),
    ...g2(6, 'GAMMA'),
    ...g2(10, 'DELTA'),
    ...ic.map(
      (value, i) => `    uint256 private constant IC${i >> 1}_${i % 2 === 0 ? 'X' : 'Y'} = ${word(value)};`,
    ),
  ]
  const count = key.nPublic
  const warning = options.insecure
    ? '/// @dev INSECURE DEVELOPMENT KEY: its maker can forge proofs. Never hold value behind this contract.\n'
    : ''
  const input = count === 0 ? '' : `, uint256[${count}] calldata input`
  const terms = Array.from(
    { length: count },
    (_, i) =>
      `            ok := and(addProduct(m, IC${i + 1}_X, IC${i + 1}_Y, calldataload(${i === 0 ? 'input' : `add(input, ${32 * i})`})), ok)`,
  )
  const helper =
    count === 0
      ? ''
      : `
            // Adds s * (x, y) to the point at p; the 5 words at p are overwritten.
            function addProduct(p, x, y, s) -> success {
                if iszero(lt(s, R)) {
                    mstore(0, 0x${selectorOf('PublicInputNotInField')})
                    revert(28, 4)
                }
                mstore(add(p, 64), x)
                mstore(add(p, 96), y)
                mstore(add(p, 128), s)
                success := staticcall(GAS_MUL, 7, add(p, 64), 96, add(p, 64), 64)
                success := and(staticcall(GAS_ADD, 6, p, 128, p, 64), success)
            }
`
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Groth16 verifier over BN254 for one circuit
/// @notice Reverts unless the proof is valid; returns nothing. A valid proof is not unique: anyone can turn it into other
/// valid bytes, so never use a proof as an identifier or its knowledge as an authorisation.
${warning}contract ${name} {
    /// @notice The proof does not have 260 bytes.
    error InvalidProofLength();
    /// @notice The proof is for another verifier.
    error WrongVerifierSelector(bytes4 received, bytes4 expected);
    /// @notice A public input is not below the order of the scalar field.
    error PublicInputNotInField();
    /// @notice The pairing equation does not hold, or a point is not canonical, not on its curve or not in its group.
    error ProofInvalid();

    uint256 private constant R = ${word(R)};
    // Precompiles take all the gas they are given when a point is bad: what they can take is capped.
    uint256 private constant GAS_ADD = 2000;
    uint256 private constant GAS_MUL = 20000;
    uint256 private constant GAS_PAIRING = 300000;

    // The key; points of G2 are negated, with the imaginary part (1) of a coordinate before the real part (0).
${constants.join('\n')}

    /// @notice Hash of the verification key and version; its first 4 bytes start every proof.
    bytes32 public constant VERIFIER_HASH = 0x${hex(hash)};

    /// @notice Version of the encoding.
    function VERSION() external pure returns (string memory) {
        return "${version}";
    }

    /// @param proof First 4 bytes of VERIFIER_HASH, then A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y as 32-byte words.
${count === 0 ? '' : `    /// @param input The public signals, each below the order of the scalar field.\n`}    function verifyProof(bytes calldata proof${input}) external view {
        if (proof.length != 260) revert InvalidProofLength();
        bytes4 received = bytes4(proof[:4]);
        if (received != bytes4(VERIFIER_HASH)) revert WrongVerifierSelector(received, bytes4(VERIFIER_HASH));
        bool ok = true;
        assembly ("memory-safe") {${helper}
            let m := mload(0x40)
            // m: the sum of the inputs' points, behind it room for the terms
            mstore(m, IC0_X)
            mstore(add(m, 32), IC0_Y)
${terms.join('\n')}
            let inputX := mload(m)
            let inputY := mload(add(m, 32))
            // e(A, B) e(C, -delta) e(alpha, -beta) e(inputs, -gamma) = 1
            let p := add(proof.offset, 4)
            calldatacopy(m, p, 192)
            calldatacopy(add(m, 192), add(p, 192), 64)
            mstore(add(m, 256), DELTA_NEG_X1)
            mstore(add(m, 288), DELTA_NEG_X0)
            mstore(add(m, 320), DELTA_NEG_Y1)
            mstore(add(m, 352), DELTA_NEG_Y0)
            mstore(add(m, 384), ALPHA_X)
            mstore(add(m, 416), ALPHA_Y)
            mstore(add(m, 448), BETA_NEG_X1)
            mstore(add(m, 480), BETA_NEG_X0)
            mstore(add(m, 512), BETA_NEG_Y1)
            mstore(add(m, 544), BETA_NEG_Y0)
            mstore(add(m, 576), inputX)
            mstore(add(m, 608), inputY)
            mstore(add(m, 640), GAMMA_NEG_X1)
            mstore(add(m, 672), GAMMA_NEG_X0)
            mstore(add(m, 704), GAMMA_NEG_Y1)
            mstore(add(m, 736), GAMMA_NEG_Y0)
            // the answer goes to scratch memory, which is cleared first: a failed call leaves it 0
            mstore(0, 0)
            ok := and(staticcall(GAS_PAIRING, 8, m, 768, 0, 32), ok)
            ok := and(ok, eq(mload(0), 1))
        }
        if (!ok) revert ProofInvalid();
    }
}
`
}

const SELECTORS = { PublicInputNotInField: 'a54f8e27' } as const
const selectorOf = (error: keyof typeof SELECTORS): string => SELECTORS[error]
