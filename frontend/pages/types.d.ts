declare module "@alpinejs/csp" {
  const Alpine: { start(): void; data(name: string, make: () => object): void; initTree(root: Element): void };
  export default Alpine;
}
declare module "*.css";
